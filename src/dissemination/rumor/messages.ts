import type { Message } from '../../core/message.ts'
import type { RUMOR_TAGS } from '../../core/tags.ts'

/** A rumour as one node tells another of it: all of it, or that it can be had. */
export interface RumorEntry {
  readonly id: number
  /** How many links it has come over, this one included. */
  readonly hops: number
  /** Cycles since it was first told, as far as the sender knows. */
  readonly age: number
  /** How far the sender is with it; 0 where the stopping rule does not say. */
  readonly counter: number
  /** Left out if it is to be asked for. */
  readonly payload?: Uint8Array
}

/** What a node begins a contact with: its rumours, if it pushes, and whether it wants the other's. */
export interface RumorCall extends Message {
  readonly tag: typeof RUMOR_TAGS.call
  readonly rumors: readonly RumorEntry[]
  readonly asks: boolean
}

/** The rumours of who was called, for a caller that asks. */
export interface RumorAnswer extends Message {
  readonly tag: typeof RUMOR_TAGS.answer
  readonly rumors: readonly RumorEntry[]
}

/** What became of the rumours that a call or an answer told of. */
export interface RumorFeedback extends Message {
  readonly tag: typeof RUMOR_TAGS.feedback
  /** Numbers of those that were news. */
  readonly needed: readonly number[]
  /** Numbers of those that were known. */
  readonly needless: readonly number[]
  /** Numbers of those whose payload is asked for. */
  readonly wanted: readonly number[]
}

/** The payloads that a feedback asked for. */
export interface RumorBodies extends Message {
  readonly tag: typeof RUMOR_TAGS.bodies
  readonly rumors: readonly RumorEntry[]
}

/** Everything that nodes say to one another about rumours. */
export type RumorMessage = RumorCall | RumorAnswer | RumorFeedback | RumorBodies
