import type { Env } from '../../core/env.ts'
import type { MembershipEvent } from '../../core/ports.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { Awareness } from './awareness.ts'
import type { Members, Row } from './members.ts'
import type { Alive, Versions } from './messages.ts'
import type { SwimOptions } from './options.ts'
import type { Planes } from './planes.ts'

/** What the parts of the SWIM layer share. */
export interface SwimContext {
  readonly env: Env
  readonly options: SwimOptions
  /** This node's name. */
  readonly node: string
  readonly versions: Versions
  readonly table: Members
  readonly awareness: Awareness
  /** Whether this node has begun to leave. */
  leaving: boolean
  /** This node's own row. */
  selfRow: Row
  /** Draws from the node's stream; kept as a function for the sampling helpers. */
  readonly random: () => number
  readonly counters: SwimCounters
  readonly planes: Planes
}

/** What the layer counts, for metrics. */
export interface SwimCounters {
  probes: number
  failedProbes: number
  suspicions: number
  refutations: number
  pushPulls: number
  /** Pings that were meant for another name at our address. */
  misdirectedPings: number
}

/** What this node says of itself. */
export function aliveSelf({ table, env, node, versions, selfRow }: SwimContext): Alive {
  const [incarnation, meta] = [table.incarnation(selfRow), table.meta(selfRow)]
  return { tag: SWIM_TAGS.alive, incarnation, node, peer: env.self, meta, versions }
}

/** Tells the layers above a fact of membership. */
export function tell(context: SwimContext, event: MembershipEvent): void {
  context.env.emit(event)
}

/** Adjusts the health score and tells of a change. */
export function adjustHealth(context: SwimContext, delta: number): void {
  if (!context.options.localHealth || !context.awareness.apply(delta)) return
  tell(context, { type: 'health', score: context.awareness.score })
}

/** Timer kinds of the layer. */
export const TIMER = {
  probeTick: 0,
  probeTimeout: 1,
  probeEnd: 2,
  relayTimeout: 3,
  gossip: 4,
  pushPull: 5,
  suspicion: 6,
  leave: 7,
  relayNack: 8,
  probeLate: 9,
  lastLook: 10,
} as const
