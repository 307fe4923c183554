import { deriveSeed } from '../../base/rng.ts'
import { Stack } from '../../core/stack.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS } from '../../core/tags.ts'
import { Plumtree, type PlumtreeCounters, type PlumtreeOptions } from '../../dissemination/index.ts'
import { HyParView, type HyParViewViews } from '../../sampling/index.ts'
import type { RunContext } from '../experiment.ts'
import { CYCLE_MS, hyParViewMaker, viewsOf } from '../overlay/overlay-nodes.ts'
import { OverlayRun } from '../overlay/overlay-run.ts'
import { settled } from '../overlay/settled.ts'
import { withCycles } from '../overlay/still-env.ts'

/** A node of Plumtree on HyParView. */
export interface TreeNode {
  readonly stack: Stack
  readonly overlay: HyParView
  readonly gossip: Plumtree
}

/** What each node of a settled overlay knows. */
export type SettledViews = readonly HyParViewViews[]

/** Lets HyParView grow and settle. @throws the signal's reason when it is aborted */
export async function settleOverlay(nodes: number, { seed, signal }: RunContext): Promise<SettledViews> {
  const maker = hyParViewMaker({ hasCycles: true })
  const run = await settled(new OverlayRun(deriveSeed(seed, 1), maker), nodes, signal)
  return run.nodes.map(({ overlay }) => viewsOf(overlay))
}

/** What is done with a settled overlay. */
export interface TreePlan {
  readonly seed: number
  readonly plumtree: Partial<PlumtreeOptions>
  /** Whether shuffles go on; default no: while nobody fails they change no neighbour. */
  readonly cycles?: boolean
}

/** Plumtree on a settled overlay, all links of the tree as yet. */
export function treesOn(views: SettledViews, { seed, plumtree, cycles = false }: TreePlan): OverlayRun<TreeNode> {
  const shuffling = { shuffleIntervalMs: CYCLE_MS }
  const run = new OverlayRun<TreeNode>(seed, (env) => {
    const stack = new Stack(env)
    const known = views[env.self]
    const overlay = stack.add(
      HYPARVIEW_TAGS,
      (own) => new HyParView(withCycles(own, cycles), shuffling, undefined, known),
    )
    const gossip = stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, overlay, { ...LIKE_PAPER, ...plumtree }))
    return { stack, overlay, gossip }
  })
  for (let i = 0; i < views.length; i++) run.add()
  return run
}

/** Announcements are sent at once, one each, as they are counted in the paper; a threshold never reached: no optimisation. */
const LIKE_PAPER: Partial<PlumtreeOptions> = { announceAfterMs: 0, rememberMs: 5000, shorterBy: 1000 }

/** Time that a message is given while nobody fails, ms: a hundred hops and more. */
export const MESSAGE_MS = 250
/** The same where announcements must mend the tree. */
export const MENDED_MS = 5000

/** What all nodes have sent so far. */
export function traffic(run: OverlayRun<TreeNode>): Readonly<Record<'payload' | 'control', number>> {
  const sum = (of: (counters: PlumtreeCounters) => number): number =>
    run.nodes.reduce((all, { gossip }) => all + of(gossip.counters), 0)
  return {
    payload: sum(({ payloads }) => payloads),
    control: sum(({ announcements, grafts, prunes }) => announcements + grafts + prunes),
  }
}
