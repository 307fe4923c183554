import type { Message } from '../../core/message.ts'
import type { REPAIR_TAGS } from '../../core/tags.ts'

/** What a node has of one author's posts on one topic. */
export interface LogState {
  readonly topic: string
  readonly origin: number
  /** All up to this number have arrived, or are waited for no more. */
  readonly through: number
  /** The greatest number that has arrived. */
  readonly greatest: number
  /** The least number that was published so lately that who does not know the author waits for it. */
  readonly floor: number
}

/** What a node has of what was published lately: a digest. */
export interface Digest extends Message {
  readonly tag: typeof REPAIR_TAGS.digest
  readonly logs: readonly LogState[]
  /** Whether it answers another digest; such a one is not answered. */
  readonly isAnswer: boolean
  /** Whether more of it follows. */
  readonly hasMore: boolean
}

/** Asks for posts. */
export interface Request extends Message {
  readonly tag: typeof REPAIR_TAGS.request
  readonly wanted: readonly Wanted[]
}

/** Numbers of one log, from `first` to `last`, both included. */
export interface Wanted {
  readonly topic: string
  readonly origin: number
  readonly first: number
  readonly last: number
}

/** Posts that were asked for, as they were published. */
export interface Posts extends Message {
  readonly tag: typeof REPAIR_TAGS.posts
  readonly posts: readonly Uint8Array[]
}

/** Everything that repair's nodes say to one another. */
export type RepairMessage = Digest | Request | Posts
