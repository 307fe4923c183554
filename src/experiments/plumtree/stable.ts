import { deriveSeed } from '../../base/rng.ts'
import type { PlumtreeOptions } from '../../dissemination/index.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, greatestOf, meanOf } from '../measure.ts'
import { hyParViewMaker } from '../overlay/overlay-nodes.ts'
import { OverlayRun } from '../overlay/overlay-run.ts'
import { MESSAGE_MS, type SettledViews, traffic, type TreeNode, treesOn } from './setup.ts'

/** One row of table 1. */
export interface StableRun {
  readonly name: string
  /** Whether one node sends all messages, or each a random one. */
  readonly senders: 'one' | 'many'
  readonly plumtree?: Partial<PlumtreeOptions>
  /** Messages before those that are counted. */
  readonly building: number
  readonly counted: number
  /** Messages of random nodes, this many hops apart, come first and build the tree while others are under way. */
  readonly overlapping?: { readonly messages: number; readonly hopsApart: number }
}

/** Time for what overlapped to come to rest, ms. */
const REST_MS = 5000

/**
 * What messages cost, and how many hops they take, while nobody fails.
 * @throws the signal's reason when it is aborted
 */
export async function measureStable(
  views: SettledViews,
  plan: StableRun,
  { seed, signal }: RunContext,
): Promise<Record<string, Measurement>> {
  const run = treesOn(views, { seed: deriveSeed(seed, 2), plumtree: plan.plumtree ?? {} })
  if (plan.overlapping !== undefined) await overlap(run, plan.overlapping, signal)
  const sender = plan.senders === 'one' ? run.randomLive() : undefined
  for (let i = 0; i < plan.building; i++) run.broadcast(MESSAGE_MS, sender)
  await breathe(signal)
  const [payloads, controls, hops, missed]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (let i = 0; i < plan.counted; i++) {
    const before = traffic(run)
    const delivery = run.broadcast(MESSAGE_MS, sender)
    const after = traffic(run)
    payloads.push(after.payload - before.payload)
    controls.push(after.control - before.control)
    hops.push(delivery.lastHop)
    missed.push(views.length - delivery.reached)
    await breathe(signal)
  }
  return {
    [`${plan.name}: payloads beyond n - 1`]: greatestOf(payloads.map((count) => count - (views.length - 1))),
    [`${plan.name}: control`]: meanOf(controls),
    [`${plan.name}: last hop`]: meanOf(hops),
    [`${plan.name}: nodes missed`]: greatestOf(missed),
  }
}

async function overlap(
  run: OverlayRun<TreeNode>,
  { messages, hopsApart }: NonNullable<StableRun['overlapping']>,
  signal: AbortSignal,
): Promise<void> {
  for (let i = 0; i < messages; i++) {
    await breathe(signal)
    run.broadcast(hopsApart)
  }
  run.sim.run(REST_MS)
}

/** The flood that Plumtree is compared with. */
export function measureFlood(views: SettledViews, messages: number, seed: number): Record<string, Measurement> {
  const run = new OverlayRun(deriveSeed(seed, 3), hyParViewMaker({ hasCycles: false, views }))
  for (let i = 0; i < views.length; i++) run.add()
  const deliveries = Array.from({ length: messages }, () => run.broadcast(MESSAGE_MS))
  const sent = run.nodes.reduce((sum, { gossip }) => sum + gossip.sent, 0) / messages
  return {
    'eager: payloads': { value: sent, n: messages },
    'eager: last hop': meanOf(deliveries.map(({ lastHop }) => lastHop)),
    'eager: redundancy': { value: sent / (views.length - 1) - 1 },
  }
}
