import type { Message } from '../../../core/message.ts'
import type { RELAY_TAGS } from '../../../core/tags.ts'

/** What the sender has: Bitcoin's inv. */
export interface Announce extends Message {
  readonly tag: typeof RELAY_TAGS.announce
  readonly ids: readonly number[]
}

/** What the sender wants of that: Bitcoin's getdata. */
export interface Request extends Message {
  readonly tag: typeof RELAY_TAGS.request
  readonly ids: readonly number[]
}

/** A message itself. Its number follows from the body. */
export interface Item extends Message {
  readonly tag: typeof RELAY_TAGS.item
  readonly hops: number
  /** A salt, then the payload. */
  readonly body: Uint8Array
}

/** What was wanted and cannot be had. */
export interface NotFound extends Message {
  readonly tag: typeof RELAY_TAGS.notFound
  readonly ids: readonly number[]
}

/** Everything that nodes that relay by announcements say to one another. */
export type AnnounceMessage = Announce | Request | Item | NotFound
