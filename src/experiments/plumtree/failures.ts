import { deriveSeed } from '../../base/rng.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, leastOf, meanOf } from '../measure.ts'
import { HEALED_MESSAGES, isHealed } from '../overlay/is-healed.ts'
import { CYCLE_MS } from '../overlay/overlay-nodes.ts'
import { MENDED_MS, MESSAGE_MS, type SettledViews, treesOn } from './setup.ts'

/** Messages that build the tree before anybody fails. */
const BUILDING = 5
/** A message that reaches less of the live nodes than this percentage has hardly got away from its sender. */
const SPREAD_PERCENT = 10
/** Nobody waits long for an announced message: the tree is mended by grafts, one after the other along each way. */
const QUICK = { graftAfterMs: 40, graftAgainMs: 20 }
const QUICKLY_MENDED_MS = 1500
/** When we stop to wait. */
const MOST_CYCLES = 30

/**
 * The percentage of live nodes that messages reach right after a mass failure: in datagrams, so that nobody learns who is
 * dead, and the tree is mended by announcements while the overlay is not.
 * @throws the signal's reason when it is aborted
 */
export async function rightAfter(
  views: SettledViews,
  failedPercent: number,
  messages: number,
  { seed, signal }: RunContext,
): Promise<Record<string, Measurement>> {
  const run = treesOn(views, { seed: deriveSeed(seed, 4, failedPercent), plumtree: QUICK })
  for (let i = 0; i < BUILDING; i++) run.broadcast(MESSAGE_MS)
  run.crash(Math.round((views.length * failedPercent) / 100))
  const shares: number[] = []
  for (let i = 0; i < messages; i++) {
    await breathe(signal)
    shares.push(run.reliability(run.broadcast(QUICKLY_MENDED_MS)))
  }
  const spread = shares.filter((share) => share > SPREAD_PERCENT)
  return {
    [`right after ${failedPercent} % fail`]: meanOf(shares),
    [`right after ${failedPercent} % fail, where it spreads`]:
      spread.length === 0 ? { value: 0, n: 0 } : meanOf(spread),
  }
}

/**
 * The first cycle after a mass failure in which messages reach all; over streams, with connections that break.
 * @throws the signal's reason when it is aborted
 */
export async function cyclesToHeal(
  views: SettledViews,
  failedPercent: number,
  { seed, signal }: RunContext,
): Promise<number> {
  const plumtree = { channel: 'stream' } as const
  const run = treesOn(views, { seed: deriveSeed(seed, 5, failedPercent), plumtree, cycles: true })
  for (let i = 0; i < BUILDING; i++) run.broadcast(MESSAGE_MS)
  run.crash(Math.round((views.length * failedPercent) / 100))
  run.breakLinks()
  for (let cycle = 1; cycle < MOST_CYCLES; cycle++) {
    await breathe(signal)
    run.sim.run(CYCLE_MS - HEALED_MESSAGES * MENDED_MS)
    if (isHealed(run, MENDED_MS)) return cycle
  }
  return MOST_CYCLES
}

/**
 * Nodes that fail cycle after cycle, and one message in each.
 * @returns the least percentage of the live nodes that a message reached
 * @throws the signal's reason when it is aborted
 */
export async function steadyFailures(
  views: SettledViews,
  plan: { readonly cycles: number; readonly failuresPerCycle: number },
  { seed, signal }: RunContext,
  progress: (done: number) => void,
): Promise<Measurement> {
  const run = treesOn(views, { seed: deriveSeed(seed, 6), plumtree: { channel: 'stream' }, cycles: true })
  for (let i = 0; i < BUILDING; i++) run.broadcast(MESSAGE_MS)
  const shares: number[] = []
  for (let cycle = 0; cycle < plan.cycles; cycle++) {
    run.crash(plan.failuresPerCycle)
    run.breakLinks()
    run.sim.run(CYCLE_MS - MENDED_MS)
    shares.push(run.reliability(run.broadcast(MENDED_MS)))
    await breathe(signal)
    progress((cycle + 1) / plan.cycles)
  }
  return leastOf(shares)
}
