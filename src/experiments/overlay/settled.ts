import { breathe } from '../measure.ts'
import { CYCLE_MS } from './overlay-nodes.ts'
import type { OverlayNode, OverlayRun } from './overlay-run.ts'

/** Cycles in which an overlay settles before anything is measured (HyParView, section 5.1). */
const SETTLING_CYCLES = 50

/** Lets an overlay grow and settle. @throws the signal's reason when it is aborted */
export async function settled<N extends OverlayNode>(
  run: OverlayRun<N>,
  nodes: number,
  signal: AbortSignal,
): Promise<OverlayRun<N>> {
  for (let left = nodes; left > 0; left -= BATCH) {
    await breathe(signal)
    run.grow(Math.min(BATCH, left))
  }
  for (let cycle = 0; cycle < SETTLING_CYCLES; cycle++) {
    await breathe(signal)
    run.sim.run(CYCLE_MS)
  }
  return run
}

/** Joins between two looks at the clock. */
const BATCH = 500
