/** What can happen in a run; the order is the number that the trace hash takes in. */
export const TRACE_KINDS = [
  'start',
  'timer',
  'datagram',
  'datagram-lost',
  'datagram-dropped',
  'stream-opened',
  'stream-request',
  'stream-reply',
  'stream-failed',
  'emit',
  'crash',
  'restart',
  'pause',
  'resume',
  'lag',
  'action',
  'hold',
  'release',
  'cpu',
  'clock',
] as const

/** One kind of {@link TraceEntry}. */
export type TraceKind = (typeof TRACE_KINDS)[number]

/** One thing that happened in a run. */
export interface TraceEntry {
  /** Virtual milliseconds. */
  readonly at: number
  readonly kind: TraceKind
  /** Where it happened; -1 for an action of the workload, which has no node. */
  readonly node: number
  /** The other end of a message, or -1. */
  readonly peer: number
  /** The message's tag, or the timer's kind. */
  readonly tag: number
  /** Bytes of the message. */
  readonly size: number
  /** When it was sent, virtual ms, for a message that arrives. Not part of the hash. */
  readonly sentAt?: number
  /** The event's type, for 'emit'. */
  readonly event?: string
}
