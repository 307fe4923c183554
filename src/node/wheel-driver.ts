import { TimingWheel } from '../base/timing-wheel.ts'
import type { TimerId } from '../core/env.ts'
import { RunningClock } from './running-clock.ts'

/** What the driver calls. */
export interface WheelTarget {
  onTimer(kind: number, key: number): void
  /** The process could not run for `ms`. */
  onLag(ms: number): void
  /** Called after a batch of timers. */
  afterTimers(): void
}

/** The wheel turns in microseconds, so that the order of timers does not depend on rounding. */
const TICKS_PER_MS = 1000
/** A timer that comes later than this means that the event loop was blocked; less is the system's usual jitter. */
const LAG_THRESHOLD_MS = 50
/** The system's timers take no longer delay; with one they would fire at once. */
export const LONGEST_DELAY_MS = 0x7fffffff
/** After a block, how many turns of the event loop may be spent on reading what has arrived meanwhile. */
const MAX_DRAIN_TURNS = 64

/**
 * Drives a timing wheel by one timer of the operating system. If that timer comes late, the clock stops where it should
 * have come, waiting packets are read first, and only then do timers fire: an ack that lay in the socket buffer while
 * we were blocked still counts.
 */
export class WheelDriver {
  readonly #wheel = new TimingWheel()
  readonly #clock: RunningClock
  readonly #target: WheelTarget
  #osTimer: NodeJS.Timeout | undefined
  #immediate: NodeJS.Immediate | undefined
  #armedAt = Number.POSITIVE_INFINITY
  #isFiring = false
  #isClosed = false
  #heardInTurn = false
  #worstLagMs = 0

  constructor(target: WheelTarget, clock: RunningClock = new RunningClock()) {
    this.#target = target
    this.#clock = clock
  }

  /** Milliseconds of the node's life in which it could run. */
  now(): number {
    return this.#clock.now()
  }

  /** How late timers have come lately, ms: the worst, fading by a tenth with each timer. */
  get lagMs(): number {
    return this.#worstLagMs
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    const dueAt = this.#clock.now() + Math.max(0, delayMs)
    const timer = this.#wheel.schedule(dueAt * TICKS_PER_MS, 0, kind, key)
    if (dueAt < this.#armedAt && !this.#isFiring) this.#arm(dueAt)
    return timer
  }

  clearTimer(timer: TimerId): void {
    this.#wheel.cancel(timer)
  }

  /** Must be called before a packet is handled: notices a pause that the timer has not noticed yet. */
  onInput(): void {
    this.#heardInTurn = true
    if (!this.#clock.isFrozen && this.#clock.now() - this.#armedAt > LAG_THRESHOLD_MS) this.#onLag()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#osTimer)
    clearImmediate(this.#immediate)
  }

  #arm(dueAt: number): void {
    clearTimeout(this.#osTimer)
    this.#armedAt = dueAt
    if (dueAt === Number.POSITIVE_INFINITY || this.#isClosed || this.#clock.isFrozen) return
    const delayMs = Math.min(LONGEST_DELAY_MS, Math.max(0, dueAt - this.#clock.now()))
    this.#osTimer = setTimeout(() => this.#onOsTimer(), delayMs)
  }

  #onOsTimer(): void {
    if (this.#isClosed || this.#clock.isFrozen) return
    const late = this.#clock.now() - this.#armedAt
    this.#worstLagMs = Math.max(late, this.#worstLagMs * 0.9)
    if (late > LAG_THRESHOLD_MS) this.#onLag()
    else this.#fire()
  }

  #onLag(): void {
    const lost = this.#clock.freezeAt(this.#armedAt)
    this.#worstLagMs = Math.max(lost, this.#worstLagMs)
    clearTimeout(this.#osTimer)
    this.#target.onLag(lost)
    this.#drain(MAX_DRAIN_TURNS)
  }

  /** Lets the event loop turn, which reads the sockets, until a turn brought nothing. */
  #drain(turns: number): void {
    this.#heardInTurn = false
    this.#immediate = setImmediate(() => {
      this.#immediate = setImmediate(() => {
        if (this.#isClosed) return
        if (this.#heardInTurn && turns > 0) this.#drain(turns - 1)
        else {
          this.#clock.thaw()
          this.#fire()
        }
      })
    })
  }

  #fire(): void {
    this.#isFiring = true
    const limit = Math.floor(this.#clock.now() * TICKS_PER_MS)
    for (let entry = this.#wheel.pop(limit); entry !== -1; entry = this.#wheel.pop(limit)) {
      this.#target.onTimer(this.#wheel.kindOf(entry), this.#wheel.keyOf(entry))
    }
    this.#target.afterTimers()
    this.#isFiring = false
    this.#arm(this.#wheel.nextAt() / TICKS_PER_MS)
  }
}
