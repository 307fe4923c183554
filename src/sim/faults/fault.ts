/** A fault that begins anew again and again, every `periodMs` from its first time on; what lasts longer overlaps. */
export interface Repetition {
  readonly periodMs: number
  /** Each time but the first is late by up to so much, drawn uniformly; at most the period. Default 0. */
  readonly jitterMs?: number
  /** How often it begins in all; default without end. */
  readonly times?: number
  /** It does not begin after this virtual time. */
  readonly untilMs?: number
}

/**
 * What nodes must have told since the fault's `at`, all of them together: so many times each that is named. A death of
 * which ten nodes tell is ten.
 */
export interface Trigger {
  readonly joins?: number
  readonly suspicions?: number
  readonly refutations?: number
  /** By verdict; who leaves by its own word does not count. */
  readonly deaths?: number
  readonly leaves?: number
  /** Anything that a stack emits, by the type of the event. */
  readonly events?: Readonly<Record<string, number>>
  /** If it has not all been told by this virtual time, the fault never begins. */
  readonly untilMs?: number
}

/** When a fault begins. Times are virtual ms. */
interface Beginning {
  readonly at: number
  /** It begins once this has been told, instead of at once. */
  readonly when?: Trigger
  readonly every?: Repetition
}

/** What a fault of any kind says that may last. */
interface Timed extends Beginning {
  /** When it is over by itself; without it, it lasts until something else ends it. */
  readonly durationMs?: number
}

/** Processes end; after `durationMs` new ones start under the same addresses, knowing nothing. */
export interface CrashFault extends Timed {
  readonly kind: 'crash'
  readonly nodes: readonly number[]
}

/** Processes stop, as by SIGSTOP or a long garbage collection, and run on after `durationMs`. */
export interface PauseFault extends Timed {
  readonly kind: 'pause'
  readonly nodes: readonly number[]
}

/** Two groups lose each other, in both directions. */
export interface PartitionFault extends Timed {
  readonly kind: 'partition'
  readonly groups: readonly [readonly number[], readonly number[]]
}

/** Nothing passes from `from` to `to`; the way back stays open. */
export interface CutFault extends Timed {
  readonly kind: 'cut'
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** More loss on some links; without lists, on all. */
export interface LossFault extends Timed {
  readonly kind: 'loss'
  readonly probability: number
  readonly from?: readonly number[]
  readonly to?: readonly number[]
}

/** More latency on some links; without lists, on all. */
export interface LatencyFault extends Timed {
  readonly kind: 'latency'
  readonly latencyMs: number
  readonly from?: readonly number[]
  readonly to?: readonly number[]
}

/**
 * Bits of datagrams are flipped on some links; without lists, on all. What no checksum catches is believed, so this asks
 * whether nodes survive, not whether they agree.
 */
export interface CorruptionFault extends Timed {
  readonly kind: 'corruption'
  readonly probability: number
  readonly from?: readonly number[]
  readonly to?: readonly number[]
}

/** Two groups lose and find each other again and again. */
export interface FlappingFault extends Timed {
  readonly kind: 'flapping'
  readonly groups: readonly [readonly number[], readonly number[]]
  /** How long they are apart each time, and then together; at least 1 ms in a schedule from outside (our choice). */
  readonly cutMs: number
  readonly openMs: number
}

/** A partition that is not transitive: on a ring of `nodes` each reaches only the `reach` next on either side. */
export interface RingFault extends Timed {
  readonly kind: 'ring'
  readonly nodes: readonly number[]
  readonly reach: number
}

/** What nodes send and what they should read is held, not lost; at the end it is all let go (Lifeguard's anomaly). */
export interface HoldFault extends Timed {
  readonly kind: 'hold'
  readonly nodes: readonly number[]
}

/**
 * Swizzled clogging, as FoundationDB has it: in the first half of the time the mail of one node after the other is held,
 * each from a moment of its own; in the second half one after the other is let go, in another order.
 */
export interface SwizzleFault extends Timed {
  readonly kind: 'swizzle'
  readonly durationMs: number
  /** Without a list about half of all nodes, drawn when it begins. */
  readonly nodes?: readonly number[]
}

/** Only a share of their processors is left to nodes: messages wait to be read. */
export interface CpuFault extends Timed {
  readonly kind: 'cpu'
  readonly nodes: readonly number[]
  readonly share: number
}

/** Clocks go wrong: they jump once (the end does not take that back), gain or lose, or both. */
export interface ClockFault extends Timed {
  readonly kind: 'clock'
  readonly nodes: readonly number[]
  /** Millionths that they gain; negative: lose. */
  readonly driftPpm?: number
  readonly jumpMs?: number
}

/** Nodes that are not up run again: crashed ones by a new process, paused ones by going on. */
export interface RecoveryFault extends Beginning {
  readonly kind: 'restart' | 'resume'
  readonly nodes: readonly number[]
}

/** Every condition of the network ends. */
export interface HealFault extends Beginning {
  readonly kind: 'heal'
}

/** One fault, as plain data: it survives JSON. */
export type Fault =
  | CrashFault
  | PauseFault
  | PartitionFault
  | CutFault
  | LossFault
  | LatencyFault
  | CorruptionFault
  | FlappingFault
  | RingFault
  | HoldFault
  | SwizzleFault
  | CpuFault
  | ClockFault
  | RecoveryFault
  | HealFault

/** Faults in any order. Taking one out changes nothing about the others. */
export type FaultSchedule = readonly Fault[]
