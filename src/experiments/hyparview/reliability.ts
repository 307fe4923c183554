import { deriveSeed } from '../../base/rng.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'
import { continued, MESSAGE_MS, type Protocol } from './runs.ts'
import type { Settled } from './setup.ts'

/** One point of figure 2: what is sent after how many failures. */
export interface FailureRun {
  readonly protocol: Protocol
  readonly failedPercent: number
  readonly messages: number
  /** Whether nodes notice by themselves that the connection to a neighbour has broken; default yes. */
  readonly keepsConnections?: boolean
  /** Stand for that many by their last third: for what settles, and is the same from then on. */
  readonly standFor?: number
}

/**
 * The share of live nodes, in percent, that messages of random live nodes reach after a mass failure, before any cycle.
 * @throws the signal's reason when it is aborted
 */
export async function reliabilityAfter(
  settled: Settled,
  failure: FailureRun,
  { seed, signal }: RunContext,
): Promise<Measurement> {
  const { protocol, failedPercent, messages, keepsConnections = protocol === 'hyparview' } = failure
  const run = continued(protocol, settled, { seed: deriveSeed(seed, 3, failedPercent), cycles: false })
  run.crash(Math.round((run.nodes.length * failedPercent) / 100))
  if (keepsConnections) {
    run.breakLinks()
    run.sim.run(MESSAGE_MS)
  }
  const shares: number[] = []
  for (let i = 0; i < messages; i++) {
    if (i % 10 === 0) await breathe(signal)
    shares.push(run.reliability(run.broadcast(MESSAGE_MS)))
  }
  return failure.standFor === undefined ? meanOf(shares) : prolonged(shares, failure.standFor)
}

/** The mean that more messages would have had, were all of them like the last third. */
export function prolonged(shares: readonly number[], messages: number): Measurement {
  const last = meanOf(shares.slice(-Math.ceil(shares.length / 3)))
  const more = Math.max(0, messages - shares.length)
  const sum = shares.reduce((all, share) => all + share, 0)
  const value = (sum + more * last.value) / (shares.length + more)
  const half = ((last.high ?? last.value) - last.value) * (more / (shares.length + more))
  return { value, low: value - half, high: value + half, n: shares.length }
}
