import { checkedNumbers } from '../option-error.ts'
import type { AccrualDetector } from './accrual-detector.ts'
import { ArrivalWindow } from './arrival-window.ts'
import { Arrivals } from './arrivals.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from './limits.ts'
import { logisticPhi } from './logistic-tail.ts'
import { seedWindow } from './seed-window.ts'

/** The settings of {@link AkkaPhiAccrual}; defaults are those of Akka Cluster (reference.conf, failure-detector). */
export interface AkkaPhiOptions {
  /** From which φ the stream counts as dead (threshold). Default 8. */
  readonly threshold: number
  /** Intervals that are remembered (max-sample-size). Default 1000. */
  readonly windowSize: number
  /** Least standard deviation, ms (min-std-deviation). Default 100. */
  readonly minDeviationMs: number
  /** Silence that is normal on top of the mean, ms (acceptable-heartbeat-pause). Default 3000. */
  readonly acceptablePauseMs: number
  /** What the first interval is expected to be, ms (heartbeat-interval). Default 1000. */
  readonly firstIntervalMs: number
}

/** The defaults of {@link AkkaPhiAccrual}, which are Akka Cluster's. */
export const AKKA_PHI_DEFAULTS: AkkaPhiOptions = {
  threshold: 8,
  windowSize: 1000,
  minDeviationMs: 100,
  acceptablePauseMs: 3000,
  firstIntervalMs: 1000,
}

const LIMITS = {
  threshold: THRESHOLD,
  windowSize: COUNT,
  minDeviationMs: POSITIVE_MS,
  acceptablePauseMs: MS,
  firstIntervalMs: POSITIVE_MS,
}

/**
 * The detector of Akka and Pekko: a logistic approximation of the normal tail, a silence that is always accepted, and
 * no learning from the silence of a stream that already counted as dead.
 */
export class AkkaPhiAccrual implements AccrualDetector {
  readonly #options: AkkaPhiOptions
  readonly #arrivals = new Arrivals()
  readonly #window: ArrivalWindow

  /** @throws DetectionOptionError */
  constructor(options: Partial<AkkaPhiOptions> = {}) {
    this.#options = checkedNumbers('AkkaPhiAccrual', AKKA_PHI_DEFAULTS, LIMITS, options)
    this.#window = new ArrivalWindow(this.#options.windowSize)
  }

  get hasStarted(): boolean {
    return this.#arrivals.hasStarted
  }

  get threshold(): number {
    return this.#options.threshold
  }

  heartbeat(now: number): void {
    const isFirst = !this.hasStarted
    const wasAvailable = this.isAvailable(now)
    const interval = this.#arrivals.arrive(now)
    if (isFirst) seedWindow(this.#window, this.#options.firstIntervalMs)
    else if (interval !== undefined && wasAvailable) this.#window.add(interval)
  }

  phi(now: number): number {
    if (!this.hasStarted) return 0
    const { minDeviationMs, acceptablePauseMs } = this.#options
    const deviation = Math.max(minDeviationMs, Math.sqrt(this.#window.variance))
    return logisticPhi((this.#arrivals.silence(now) - this.#window.mean - acceptablePauseMs) / deviation)
  }

  isAvailable(now: number): boolean {
    return this.phi(now) < this.#options.threshold
  }

  resume(now: number): void {
    this.#arrivals.resume(now)
  }
}
