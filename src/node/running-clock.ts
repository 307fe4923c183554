import { performance } from 'node:perf_hooks'

/**
 * Milliseconds during which this process was able to run. A blocked event loop, SIGSTOP or a suspended machine stop
 * it: the node must not conclude anything from answers that it did not have the chance to read.
 */
export class RunningClock {
  readonly #read: () => number
  #lostMs = 0
  #frozenAt: number | undefined

  /** @param read the underlying monotonic clock, ms; tests give their own */
  constructor(read: () => number = () => performance.now()) {
    this.#read = read
    this.#lostMs = read()
  }

  now(): number {
    return this.#frozenAt ?? this.#read() - this.#lostMs
  }

  get isFrozen(): boolean {
    return this.#frozenAt !== undefined
  }

  /** Stops the clock at a moment of the recent past. @returns milliseconds that are lost by it so far */
  freezeAt(moment: number): number {
    this.#frozenAt ??= moment
    return this.#read() - this.#lostMs - moment
  }

  /** Goes on from the moment at which it was stopped. */
  thaw(): void {
    if (this.#frozenAt === undefined) return
    this.#lostMs = this.#read() - this.#frozenAt
    this.#frozenAt = undefined
  }
}
