import type { Event } from '../../../core/event.ts'
import type { PeerId } from '../../../core/env.ts'
import type { Message } from '../../../core/message.ts'
import type { RELAY_TAGS } from '../../../core/tags.ts'
import type { Batch, CompactForm } from './batch.ts'

/** That a batch can be had: its header, which says whether it is worth asking for. */
export interface HeaderAnnounce extends Message {
  readonly tag: typeof RELAY_TAGS.header
  readonly header: Uint8Array
}

/** Whether the sender wants compact batches unasked from now on: BIP152's sendcmpct. */
export interface Mode extends Message {
  readonly tag: typeof RELAY_TAGS.mode
  readonly isHigh: boolean
}

/** A batch by short ids: BIP152's cmpctblock. */
export interface Compact extends Message, CompactForm {
  readonly tag: typeof RELAY_TAGS.compact
}

/** Asks for a batch that was announced. */
export interface BatchRequest extends Message {
  readonly tag: typeof RELAY_TAGS.batchRequest
  readonly id: number
  /** Whether all items are wanted, or short ids. */
  readonly isFull: boolean
}

/** Asks for items that a compact batch left out and the receiver lacks: BIP152's getblocktxn. */
export interface ItemsRequest extends Message {
  readonly tag: typeof RELAY_TAGS.itemsRequest
  readonly id: number
  /** Places in the batch, rising. */
  readonly indexes: readonly number[]
}

/** Those items, in that order: BIP152's blocktxn. */
export interface Items extends Message {
  readonly tag: typeof RELAY_TAGS.items
  readonly id: number
  readonly items: readonly Uint8Array[]
}

/** A whole batch. */
export interface WholeBatch extends Message, Batch {
  readonly tag: typeof RELAY_TAGS.batch
}

/** Everything that nodes that relay batches say to one another. */
export type BatchMessage = HeaderAnnounce | Mode | Compact | BatchRequest | ItemsRequest | Items | WholeBatch

/** A batch has arrived, for the first time, whole and as its header says. */
export interface BatchEvent extends Event {
  readonly type: 'batch'
  readonly id: number
  /** Who passed it on; this node itself for its own. */
  readonly from: PeerId
  /** As it was given to `broadcast`. */
  readonly header: Uint8Array
  readonly items: readonly Uint8Array[]
}
