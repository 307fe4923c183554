/** A node's own time: virtual ticks less those in which it was paused. */
export class NodeClock {
  #missed = 0
  #pausedAt: number | undefined

  /** Whether it stands still. */
  get isPaused(): boolean {
    return this.#pausedAt !== undefined
  }

  /** The tick from which new timers of the node count: now, or the one at which it was paused. */
  base(tick: number): number {
    return this.#pausedAt ?? tick
  }

  /** The node's own tick at virtual `tick`. */
  read(tick: number): number {
    return this.base(tick) - this.#missed
  }

  pause(tick: number): void {
    this.#pausedAt ??= tick
  }

  /** @returns how many ticks were missed */
  resume(tick: number): number {
    const missed = tick - this.base(tick)
    this.#missed += missed
    this.#pausedAt = undefined
    return missed
  }
}
