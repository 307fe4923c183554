/**
 * A node's own time: virtual ticks less those in which it was paused, at the node's own rate. It never goes back: after
 * a jump backwards it stands still until it has caught up, as a monotonic clock that is set back does at worst.
 */
export class NodeClock {
  #rate: number
  /** The own tick at virtual tick `#since`. */
  #own: number
  #since: number
  #floor = 0
  #pausedAt: number | undefined

  constructor(tick = 0, rate = 1) {
    this.#own = tick
    this.#since = tick
    this.#rate = rate
  }

  /** Whether it stands still. */
  get isPaused(): boolean {
    return this.#pausedAt !== undefined
  }

  /** Own ticks per virtual tick. */
  get rate(): number {
    return this.#rate
  }

  /** The tick from which new timers of the node count: now, or the one at which it was paused. */
  base(tick: number): number {
    return this.#pausedAt ?? tick
  }

  /** The node's own tick at virtual `tick`. */
  read(tick: number): number {
    const own = this.#own + (this.base(tick) - this.#since) * this.#rate
    return own > this.#floor ? own : this.#floor
  }

  pause(tick: number): void {
    this.#pausedAt ??= tick
  }

  /** @returns how many virtual ticks were missed */
  resume(tick: number): number {
    const missed = tick - this.base(tick)
    this.#since += missed
    this.#pausedAt = undefined
    return missed
  }

  /** From now on it runs at another rate. */
  setRate(tick: number, rate: number): void {
    const base = this.base(tick)
    this.#own += (base - this.#since) * this.#rate
    this.#since = base
    this.#rate = rate
  }

  /** Sets it forward, or back, by so many own ticks. */
  jump(tick: number, ticks: number): void {
    this.#floor = this.read(tick)
    this.#own += ticks
  }
}
