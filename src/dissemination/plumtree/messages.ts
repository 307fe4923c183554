import type { Message } from '../../core/message.ts'
import type { PLUMTREE_TAGS } from '../../core/tags.ts'

/** That a message can be had, and how many hops it would have come over. */
export interface Announcement {
  readonly id: number
  readonly hops: number
}

/** A message itself, over a link of the tree. */
export interface Gossip extends Message, Announcement {
  readonly tag: typeof PLUMTREE_TAGS.gossip
  readonly payload: Uint8Array
}

/** Announcements, over links that are not of the tree. */
export interface IHave extends Message {
  readonly tag: typeof PLUMTREE_TAGS.ihave
  readonly messages: readonly Announcement[]
}

/** Makes the link one of the tree again, and asks for a message that did not come. */
export interface Graft extends Message {
  readonly tag: typeof PLUMTREE_TAGS.graft
  /** Left out if only the link is wanted. */
  readonly id?: number | undefined
}

/** Takes the link out of the tree: what comes over it has come another way already. */
export interface Prune extends Message {
  readonly tag: typeof PLUMTREE_TAGS.prune
}

/** Everything that Plumtree's nodes say to one another. */
export type PlumtreeMessage = Gossip | IHave | Graft | Prune
