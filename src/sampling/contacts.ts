import type { Membership } from '../core/ports.ts'

/** Who else is in the cluster, as far as somebody below knows: so that an overlay that fell apart becomes one again. */
export type Contacts = Pick<Membership, 'liveCount' | 'randomLive'>
