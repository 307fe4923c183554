import { PER_LN10 } from '../../base/logarithm.ts'
import { checkedNumbers } from '../../base/checked-numbers.ts'
import type { AccrualDetector } from './accrual-detector.ts'
import { ArrivalWindow } from './arrival-window.ts'
import { Arrivals } from './arrivals.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from './limits.ts'
import { LocalPauseGuard } from './local-pause-guard.ts'

/** The settings of {@link CassandraPhiAccrual}; defaults are those of Cassandra (FailureDetector.java, Gossiper.java). */
export interface CassandraPhiOptions {
  /** Beyond which φ the stream counts as dead (phi_convict_threshold). Default 8. */
  readonly threshold: number
  /** Intervals that are remembered (SAMPLE_SIZE). Default 1000. */
  readonly windowSize: number
  /** What is put into the window at the first arrival, ms. Default 2000: two rounds of Cassandra's gossip. */
  readonly firstIntervalMs: number
  /** Longer intervals are not learnt, ms (MAX_INTERVAL). Default 2000: the first interval. */
  readonly maxIntervalMs: number
  /**
   * After a longer time without a question nobody is convicted for as long again, ms (MAX_LOCAL_PAUSE). Default 5000; 0
   * and Infinity switch the guard off.
   */
  readonly maxLocalPauseMs: number
}

/** The defaults of {@link CassandraPhiAccrual}, which are Cassandra's. */
export const CASSANDRA_PHI_DEFAULTS: CassandraPhiOptions = {
  threshold: 8,
  windowSize: 1000,
  firstIntervalMs: 2000,
  maxIntervalMs: 2000,
  maxLocalPauseMs: 5000,
}

const LIMITS = {
  threshold: THRESHOLD,
  windowSize: COUNT,
  firstIntervalMs: POSITIVE_MS,
  maxIntervalMs: MS,
  maxLocalPauseMs: MS,
}

/** Ours: arrivals all at one moment have a mean of 0, and nothing is to be divided by that. */
const LEAST_MEAN_MS = 1e-3

/**
 * Cassandra's detector: intervals are taken as exponentially distributed, so φ is silence over mean, in decades. It
 * forgives far more than a normal tail: at the default threshold 18.4 mean intervals.
 */
export class CassandraPhiAccrual implements AccrualDetector {
  readonly #options: CassandraPhiOptions
  readonly #arrivals = new Arrivals()
  readonly #window: ArrivalWindow
  readonly #guard: LocalPauseGuard

  /** @throws OptionError */
  constructor(options: Partial<CassandraPhiOptions> = {}) {
    this.#options = checkedNumbers('CassandraPhiAccrual', CASSANDRA_PHI_DEFAULTS, LIMITS, options)
    this.#window = new ArrivalWindow(this.#options.windowSize)
    this.#guard = new LocalPauseGuard(this.#options.maxLocalPauseMs)
  }

  get hasStarted(): boolean {
    return this.#arrivals.hasStarted
  }

  get threshold(): number {
    return this.#options.threshold
  }

  heartbeat(now: number): void {
    const isFirst = !this.hasStarted
    const interval = this.#arrivals.arrive(now)
    if (isFirst) this.#window.add(this.#options.firstIntervalMs)
    else if (interval !== undefined && interval <= this.#options.maxIntervalMs) this.#window.add(interval)
  }

  /** The exponential tail in decades: Cassandra's factor is called PHI_FACTOR. */
  phi(now: number): number {
    return PER_LN10 * this.ratio(now)
  }

  /** Silence in mean intervals: what Cassandra itself calls φ nowadays; its factor comes in with the verdict. */
  ratio(now: number): number {
    return this.#arrivals.silence(now) / Math.max(LEAST_MEAN_MS, this.#window.mean)
  }

  /** Asks the guard, for which each call counts: without questions for a while it takes this side for paused. */
  isAvailable(now: number): boolean {
    return this.#guard.holds(now) || this.phi(now) <= this.#options.threshold
  }

  resume(now: number): void {
    this.#arrivals.resume(now)
    this.#guard.pausedUntil(now)
  }
}
