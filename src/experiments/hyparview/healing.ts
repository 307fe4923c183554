import { deriveSeed } from '../../base/rng.ts'
import type { RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { deadShare } from '../overlay/graph.ts'
import { HEALED_MESSAGES, isHealed } from '../overlay/is-healed.ts'
import { CYCLE_MS, type HyParViewNode } from '../overlay/overlay-nodes.ts'
import type { OverlayRun } from '../overlay/overlay-run.ts'
import { continued, MESSAGE_MS } from './runs.ts'
import type { Settled } from './setup.ts'

/** Messages whose mean says how reliable an overlay is in a cycle, and before the failure. */
const MESSAGES = 10
const MESSAGES_BEFORE = 40
/** With so many links to the dead left the old level is out of reach: nothing is sent until there are fewer. */
const DEAD_LINKS = 0.005
/** No mean of ten catches up with so many points. */
const HOPELESS = 0.5
/** When we stop to wait. */
const MOST_CYCLES = 250

/**
 * The first cycle after a mass failure in which messages are as reliable as before it.
 * @throws the signal's reason when it is aborted
 */
export async function healingOfCyclon(
  settled: Settled,
  failedPercent: number,
  { seed, signal }: RunContext,
): Promise<number> {
  const run = continued('cyclon', settled, { seed: deriveSeed(seed, 4, failedPercent), cycles: true })
  const before = meanReliability(run, MESSAGES_BEFORE)
  run.crash(Math.round((run.nodes.length * failedPercent) / 100))
  for (let cycle = 1; cycle < MOST_CYCLES; cycle++) {
    await breathe(signal)
    run.sim.run(CYCLE_MS - MESSAGES * MESSAGE_MS)
    const isWorthIt = deadShare(run.links) <= DEAD_LINKS && meanReliability(run, 1) > before - HOPELESS
    if (isWorthIt && meanReliability(run, MESSAGES - 1) >= before) return cycle
    if (!isWorthIt) run.sim.run(MESSAGES * MESSAGE_MS)
  }
  return MOST_CYCLES
}

/**
 * The first cycle after a mass failure in which messages reach all.
 * @throws the signal's reason when it is aborted
 */
export async function healingOfHyParView(
  settled: Settled,
  failedPercent: number,
  { seed, signal }: RunContext,
): Promise<number> {
  const run = continued('hyparview', settled, { seed: deriveSeed(seed, 5, failedPercent), cycles: true })
  run.crash(Math.round((run.nodes.length * failedPercent) / 100))
  run.breakLinks()
  for (let cycle = 1; cycle < MOST_CYCLES; cycle++) {
    await breathe(signal)
    run.sim.run(CYCLE_MS - HEALED_MESSAGES * MESSAGE_MS)
    if (isHealed(run, MESSAGE_MS)) return cycle
  }
  return MOST_CYCLES
}

function meanReliability(run: Pick<OverlayRun<HyParViewNode>, 'broadcast' | 'reliability'>, messages: number): number {
  let sum = 0
  for (let i = 0; i < messages; i++) sum += run.reliability(run.broadcast(MESSAGE_MS))
  return sum / messages
}
