import type { PeerId } from '../../../core/env.ts'
import type { Message } from '../../../core/message.ts'
import type { SCUTTLEBUTT_TAGS } from '../../../core/tags.ts'

/** One mapping of a participant. The version is the participant's own count of its updates, from 1. */
export interface Update {
  readonly key: string
  readonly value: Uint8Array
  readonly version: number
}

/** How much of one participant somebody has: everything up to a version of one of its lives. */
export interface DigestLine {
  readonly peer: PeerId
  /** Which life of the participant: of two, the later one has the greater number. */
  readonly life: number
  /** The greatest version that is held; 0 if none is. */
  readonly version: number
  /** A 32-bit sum of what is held: of two that have the same version, whether they hold the same. */
  readonly mark: number
}

/** Updates of one participant, in the order of their versions, without a gap from the base on. */
export interface DeltaGroup {
  readonly peer: PeerId
  readonly life: number
  /** What the receiver must have at least: up to it, it has said, it has everything. */
  readonly base: number
  readonly updates: readonly Update[]
}

/** What a participant may update, and what it would like to, in updates per second. */
export interface Rates {
  readonly rate: number
  readonly wanted: number
}

/** Begins an exchange: what the sender has. */
export interface ScuttlebuttDigest extends Message {
  readonly tag: typeof SCUTTLEBUTT_TAGS.digest
  readonly lines: readonly DigestLine[]
  readonly rates: Rates
}

/** The same of whom was asked. */
export interface ScuttlebuttDigestReply extends Message {
  readonly tag: typeof SCUTTLEBUTT_TAGS.digestReply
  readonly lines: readonly DigestLine[]
  readonly rates: Rates
}

/** What the receiver does not have. */
export interface ScuttlebuttDeltas extends Message {
  readonly tag: typeof SCUTTLEBUTT_TAGS.deltas
  readonly groups: readonly DeltaGroup[]
  /** What the receiver's rate rises by, in updates per second; below 0 it falls. The sender's does the opposite. */
  readonly gain: number
}

/** Everything that Scuttlebutt's nodes say to one another. */
export type ScuttlebuttMessage = ScuttlebuttDigest | ScuttlebuttDigestReply | ScuttlebuttDeltas
