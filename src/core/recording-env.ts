import { Rng } from '../base/rng.ts'
import { TimingWheel } from '../base/timing-wheel.ts'
import type { Channel, Env, PeerId, TimerId } from './env.ts'
import type { Event } from './event.ts'
import type { Layer } from './layer.ts'
import type { Message } from './message.ts'

/** One message that a layer sent. */
export interface Sent {
  readonly at: number
  readonly to: PeerId
  readonly message: Message
  readonly channel: Channel
}

/** What a {@link RecordingEnv} may be told. */
export interface RecordingOptions {
  /** Default 0. */
  readonly self?: number
  /** Default 1. */
  readonly seed?: number
  /** Bytes of a packet; default 1398, memberlist's 1400 less the compound header. */
  readonly packetBudget?: number
  /** Size of a message; default 50 bytes each. */
  readonly sizeOf?: (message: Message) => number
}

/** An environment for unit tests: effects become lists, time moves when the test says so. */
export class RecordingEnv implements Env {
  readonly self: PeerId
  readonly packetBudget: number
  /** Everything sent so far, oldest first; a test may empty it. */
  readonly sent: Sent[] = []
  /** Everything emitted so far, oldest first. */
  readonly events: Event[] = []
  readonly #rng: Rng
  readonly #sizeOf: (message: Message) => number
  readonly #wheel = new TimingWheel()

  constructor(options: RecordingOptions = {}) {
    this.self = (options.self ?? 0) as PeerId
    this.packetBudget = options.packetBudget ?? 1398
    this.#rng = new Rng(options.seed ?? 1)
    this.#sizeOf = options.sizeOf ?? (() => 50)
  }

  now(): number {
    return this.#wheel.now / TICKS_PER_MS
  }

  random(): number {
    return this.#rng.next()
  }

  sizeOf(message: Message): number {
    return this.#sizeOf(message)
  }

  send(to: PeerId, message: Message, channel: Channel): void {
    this.sent.push({ at: this.now(), to, message, channel })
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#wheel.schedule(this.#wheel.now + Math.round(delayMs * TICKS_PER_MS), 0, kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#wheel.cancel(timer)
  }

  emit(event: Event): void {
    this.events.push(event)
  }

  /** How many timers are pending. */
  get pendingTimers(): number {
    return this.#wheel.size
  }

  /** Lets `ms` milliseconds pass and fires the layer's timers that fall due, in order. */
  advance(layer: Layer, ms: number): void {
    const until = this.#wheel.now + Math.round(ms * TICKS_PER_MS)
    for (let entry = this.#wheel.pop(until); entry !== -1; entry = this.#wheel.pop(until)) {
      layer.onTimer(this.#wheel.kindOf(entry), this.#wheel.keyOf(entry))
    }
  }

  /** The messages sent so far, and an empty list from here on. */
  takeSent(): Sent[] {
    return this.sent.splice(0)
  }

  /** The events emitted so far, and an empty list from here on. */
  takeEvents(): Event[] {
    return this.events.splice(0)
  }
}

const TICKS_PER_MS = 1000
