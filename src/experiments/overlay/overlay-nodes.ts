import type { Env } from '../../core/env.ts'
import { Stack } from '../../core/stack.ts'
import { CYCLON_TAGS, EAGER_PUSH_TAGS, HYPARVIEW_TAGS } from '../../core/tags.ts'
import { EagerPush, type EagerPushOptions } from '../../dissemination/index.ts'
import {
  type AgedPeer,
  Cyclon,
  type CyclonOptions,
  HyParView,
  type HyParViewOptions,
  type HyParViewViews,
} from '../../sampling/index.ts'
import { withCycles } from './still-env.ts'

/** Time between two shuffles, ms: the papers' cycle, far longer than a message takes. */
export const CYCLE_MS = 100_000

/** A node of HyParView that floods. */
export interface HyParViewNode {
  readonly stack: Stack
  readonly overlay: HyParView
  readonly gossip: EagerPush
}

/** A node of Cyclon that gossips. */
export interface CyclonNode {
  readonly stack: Stack
  readonly overlay: Cyclon
  readonly gossip: EagerPush
}

/** How nodes of one overlay are made: by an index, from what each knew before, if anything. */
interface NodePlan<O, V> {
  readonly overlay?: Partial<O>
  /** Whether shuffles go on; if not, all happens before the next one. */
  readonly hasCycles: boolean
  readonly gossip?: Partial<EagerPushOptions>
  readonly views?: readonly V[]
}

/** Makes nodes of HyParView: gossip goes to all neighbours over streams, as in the paper over TCP. */
export function hyParViewMaker(plan: NodePlan<HyParViewOptions, HyParViewViews>): (env: Env) => HyParViewNode {
  return (env) => {
    const stack = new Stack(env)
    const views = plan.views?.[env.self]
    const overlay = stack.add(
      HYPARVIEW_TAGS,
      (own) => new HyParView(withCycles(own, plan.hasCycles), { ...CYCLE, ...plan.overlay }, undefined, views),
    )
    const gossip = stack.add(EAGER_PUSH_TAGS, (own) => new EagerPush(own, overlay, { ...GOSSIP, ...plan.gossip }))
    return { stack, overlay, gossip }
  }
}

/** Makes nodes of Cyclon: gossip goes to some of the view. */
export function cyclonMaker(plan: NodePlan<CyclonOptions, readonly AgedPeer[]>): (env: Env) => CyclonNode {
  return (env) => {
    const stack = new Stack(env)
    const view = plan.views?.[env.self]
    const overlay = stack.add(
      CYCLON_TAGS,
      (own) => new Cyclon(withCycles(own, plan.hasCycles), { ...CYCLE, ...plan.overlay }, undefined, view),
    )
    const gossip = stack.add(EAGER_PUSH_TAGS, (own) => new EagerPush(own, overlay, { ...GOSSIP, ...plan.gossip }))
    return { stack, overlay, gossip }
  }
}

const CYCLE = { shuffleIntervalMs: CYCLE_MS }
/** Messages are remembered while they are under way. */
const GOSSIP: Partial<EagerPushOptions> = { rememberMs: 1000 }

/** What a node of HyParView knows now. */
export function viewsOf({ neighbours, reserves }: HyParViewViews): HyParViewViews {
  return { neighbours: [...neighbours], reserves: [...reserves] }
}
