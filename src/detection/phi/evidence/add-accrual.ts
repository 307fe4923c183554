import type { Accusable, Membership, MemberView } from '../../../core/ports.ts'
import { hasFeature } from '../../../core/features.ts'
import type { Stack } from '../../../core/stack.ts'
import { HEARTBEAT_TAGS } from '../../../core/tags.ts'
import { Heartbeats, type MemberSource } from '../heartbeats/heartbeats.ts'
import { Accuser } from './accuser.ts'
import { CautiousLevel } from './cautious-level.ts'
import { type AccrualOptions, heartbeatSettings } from './options.ts'

/**
 * Puts heartbeats on top of a membership, as evidence for it. Only members that announce the feature take part,
 * this node among them.
 */
export function addAccrual(stack: Stack, membership: Membership & Accusable, options: AccrualOptions): Heartbeats {
  const level = new CautiousLevel(options.threshold, () => membership.health)
  const settings = { ...heartbeatSettings(options), levels: [level] }
  const heartbeats = stack.add(HEARTBEAT_TAGS, (env) => new Heartbeats(env, participants(membership), settings))
  stack.add({}, () => new Accuser(membership))
  return heartbeats
}

function participants(membership: Membership): MemberSource {
  return { node: membership.node, members: () => membersOf(membership) }
}

function* membersOf(membership: Membership): Iterable<MemberView> {
  for (const member of membership.members()) if (hasFeature(member, 'heartbeats')) yield member
}
