import type { AccrualDetector } from './accrual-detector.ts'
import { ArrivalWindow } from './arrival-window.ts'
import { Arrivals } from './arrivals.ts'
import { seedWindow } from './seed-window.ts'

/** What detectors with a normal model have in common to set. */
export interface NormalSettings {
  readonly threshold: number
  readonly windowSize: number
  readonly minDeviationMs: number
  readonly firstIntervalMs: number
}

/**
 * Intervals are taken as normally distributed, with the mean and the variance of the window. How a tail is worked out
 * and which intervals are learnt is up to each detector.
 */
export abstract class NormalAccrual implements AccrualDetector {
  readonly threshold: number
  readonly #settings: NormalSettings
  readonly #arrivals = new Arrivals()
  readonly #window: ArrivalWindow

  constructor(settings: NormalSettings) {
    this.threshold = settings.threshold
    this.#settings = settings
    this.#window = new ArrivalWindow(settings.windowSize)
  }

  get hasStarted(): boolean {
    return this.#arrivals.hasStarted
  }

  heartbeat(now: number): void {
    const isFirst = !this.hasStarted
    const interval = this.#arrivals.arrive(now)
    if (isFirst) seedWindow(this.#window, this.#settings.firstIntervalMs)
    else if (interval !== undefined && this.learns(interval)) this.#window.add(interval)
  }

  phi(now: number): number {
    return this.hasStarted ? this.phiAfter(this.#arrivals.silence(now)) : 0
  }

  isAvailable(now: number): boolean {
    return this.phi(now) < this.threshold
  }

  resume(now: number): void {
    this.#arrivals.resume(now)
  }

  /** φ after so long a silence, ms. */
  protected phiAfter(silenceMs: number): number {
    const deviationMs = Math.max(this.#settings.minDeviationMs, Math.sqrt(this.#window.variance))
    return this.tail(silenceMs - this.#window.mean, deviationMs)
  }

  /** -log10 of the chance that an arrival is even later than `lateMs` after the mean. */
  protected abstract tail(lateMs: number, deviationMs: number): number

  /** Whether an interval that has just ended, ms, goes into the window. */
  protected abstract learns(intervalMs: number): boolean
}
