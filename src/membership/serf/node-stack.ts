import type { Env } from '../../core/env.ts'
import { Stack } from '../../core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import type { SwimOptions } from '../swim/options.ts'
import type { Versions } from '../swim/messages.ts'
import { Swim } from '../swim/swim.ts'
import { SERF_VERSIONS } from '../swim/versions.ts'
import { SERF_DEFAULTS } from './options.ts'
import { type Joining, SeedJoiner } from './seed-joiner.ts'
import { Serf } from './serf.ts'

/** A node's layers, in reach of whoever watches it. */
export interface NodeStack extends Stack {
  readonly swim: Swim
  readonly serf: Serf
}

/** A failure detector beside SWIM's own: layers on top of SWIM, and how the node says that it has them. */
export interface SecondDetector {
  readonly versions: Versions
  add(stack: Stack, swim: Swim): void
}

/**
 * The layers of a node as it ships, SWIM and Serf's part, for a simulator: peers are their own addresses.
 * @param joining how it finds the others; without it somebody else sees to that
 */
export function nodeStack(env: Env, options: SwimOptions, joining?: Joining, second?: SecondDetector): NodeStack {
  const stack = new Stack(env)
  const identity = { node: nodeName(env.self), versions: second?.versions ?? SERF_VERSIONS }
  const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, options, identity))
  second?.add(stack, swim)
  const serf = stack.add(SERF_TAGS, (own) => new Serf(own, swim, SERF_DEFAULTS))
  if (joining !== undefined) stack.add({}, (own) => new SeedJoiner(own, swim, serf, joining, nodeName))
  return Object.assign(stack, { swim, serf })
}

/** The name of the node behind a peer. */
export function nodeName(peer: number): string {
  return `n${peer}`
}
