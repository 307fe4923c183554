/** What an entry of the event wheel is; the lower bits of its kind column. The rest is a layer's own timer kind. */
export const EVENT = {
  /** A layer's timer; owner: node, key: the layer's. */
  timer: 0,
  /** A datagram arrives; owner: receiver, key: its place in the mailbag. */
  datagram: 1,
  /** A leg of a stream arrives; owner: where, key: the exchange. */
  stream: 2,
  /** An exchange has taken too long; owner: who opened it, key: the exchange. */
  streamTimeout: 3,
  /** A resumed node learns how long it did not run; owner: node. */
  wake: 4,
  /** Something the workload or the fault schedule wanted done; key: its number. */
  action: 5,
  /** A periodic invariant is due; key: its number. */
  check: 6,
  /** A node's processor is done with a message; owner: node. */
  serve: 7,
} as const

/** Bits that the kind of event takes. */
export const EVENT_BITS = 3
/** Masks them. */
export const EVENT_MASK = 7
/** Virtual ticks are microseconds. */
export const TICKS_PER_MS = 1000
/** Timers of a paused node are put this far off (36 years) until it resumes; exact to add and to take away. */
export const PARKED = 0x4000000000000

/** Whole ticks of so many milliseconds. */
export function ticksOf(ms: number): number {
  return Math.round(ms * TICKS_PER_MS)
}
