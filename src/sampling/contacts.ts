import type { PeerId } from '../core/env.ts'
import type { Membership } from '../core/ports.ts'

/** Who else is in the cluster, as far as somebody below knows: so that an overlay that fell apart becomes one again. */
export interface Contacts extends Pick<Membership, 'liveCount' | 'randomLive'> {
  /** Whether a member that the membership tells of takes part in the overlay; without it every one does. */
  includes?(peer: PeerId): boolean
}
