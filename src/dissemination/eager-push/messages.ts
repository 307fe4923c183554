import type { Message } from '../../core/message.ts'
import type { EAGER_PUSH_TAGS } from '../../core/tags.ts'

/** A message on its way. */
export interface EagerGossip extends Message {
  readonly tag: typeof EAGER_PUSH_TAGS.gossip
  readonly id: number
  /** Links that it has come over, this one included. */
  readonly hops: number
  readonly payload: Uint8Array
}
