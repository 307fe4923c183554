import type { Message } from '../../core/message.ts'
import type { BULK_TAGS } from '../../core/tags.ts'

/** What a message of a transfer begins with: the hash of the manifest. */
interface OfPayload extends Message {
  readonly id: Uint8Array
}

/** Which parts a node has: a bit each, the lowest first. */
export interface Have extends OfPayload {
  readonly tag: typeof BULK_TAGS.have
  /** The part of the first bit, a multiple of 8. */
  readonly first: number
  readonly bits: Uint8Array
  /** Whether the other shall say what it has. */
  readonly isQuestion: boolean
}

/** Parts that a node has got since. */
export interface Got extends OfPayload {
  readonly tag: typeof BULK_TAGS.got
  readonly parts: readonly number[]
}

/** Asks for parts. */
export interface Want extends OfPayload {
  readonly tag: typeof BULK_TAGS.want
  readonly parts: readonly number[]
}

/** A part itself. */
export interface Part extends OfPayload {
  readonly tag: typeof BULK_TAGS.part
  readonly part: number
  readonly bytes: Uint8Array
}

/** Everything that nodes say to one another of large payloads. */
export type BulkMessage = Have | Got | Want | Part
