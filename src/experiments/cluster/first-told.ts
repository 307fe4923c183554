import type { MembershipEvent } from '../../core/ports.ts'
import { indexOf, type SwimCluster } from './swim-cluster.ts'

/**
 * When something was first told of each member, wherever: virtual ms by the member's index, filled as the cluster runs.
 * Call it before.
 */
export function firstTold(
  cluster: SwimCluster,
  type: Extract<MembershipEvent['type'], 'member-suspected' | 'member-gone'>,
): ReadonlyMap<number, number> {
  const firstAt = new Map<number, number>()
  cluster.onEvent((_node, event) => {
    if (event.type !== type) return
    const member = indexOf(event.member)
    if (!firstAt.has(member)) firstAt.set(member, cluster.sim.now)
  })
  return firstAt
}
