import { OptionError } from '../../base/option-error.ts'
import { checkedNumbers } from '../../base/checked-numbers.ts'

/** The settings of {@link AdaptiveThreshold}. Defaults are our choice. */
export interface AdaptiveThresholdOptions {
  /** One false alarm in this much time of observation is what is wanted, ms. Default an hour. */
  readonly targetIntervalMs: number
  /** The threshold at first. Default 8, Akka's and Cassandra's. */
  readonly start: number
  /** It never falls below; default 1, where one silence in ten would already be suspicious. */
  readonly least: number
  /** It never rises above, so that detection is never switched off; default 16. */
  readonly most: number
  /** What one false alarm adds; default 0.5. Greater follows faster, and trembles more. */
  readonly step: number
}

/** The defaults of {@link AdaptiveThreshold}. */
export const ADAPTIVE_THRESHOLD_DEFAULTS: AdaptiveThresholdOptions = {
  targetIntervalMs: 3_600_000,
  start: 8,
  least: 1,
  most: 16,
  step: 0.5,
}

const PHI = { least: 0, most: 1000 }
const LIMITS = {
  targetIntervalMs: { least: 1, most: Number.POSITIVE_INFINITY },
  start: PHI,
  least: PHI,
  most: PHI,
  step: { least: 1e-6, most: 1000 },
}

/**
 * A threshold that finds the level at which false alarms are as rare as wanted: each one raises it by a step, and
 * observation lowers it, by a step in each target interval. So it stands still exactly where the rate is the target,
 * whatever the arrivals are like (Robbins and Monro, "A stochastic approximation method", 1951; with a fixed step the
 * count is bounded for any sequence at all, see README.md). It knows no clock: time of observation is told to it, and
 * that of several peers adds up.
 */
export class AdaptiveThreshold {
  readonly #options: AdaptiveThresholdOptions
  #value: number
  #falseAlarms = 0
  #observedMs = 0

  /** @throws OptionError */
  constructor(options: Partial<AdaptiveThresholdOptions> = {}) {
    this.#options = checkedNumbers('AdaptiveThreshold', ADAPTIVE_THRESHOLD_DEFAULTS, LIMITS, options)
    const { start, least, most } = this.#options
    if (start < least || start > most) {
      throw new OptionError('AdaptiveThreshold', 'start', start, `from least (${least}) to most (${most})`)
    }
    this.#value = start
  }

  /** The threshold now. */
  get value(): number {
    return this.#value
  }

  /** False alarms so far. */
  get falseAlarms(): number {
    return this.#falseAlarms
  }

  /** Time of observation so far, ms. */
  get observedMs(): number {
    return this.#observedMs
  }

  /** Live peers were watched for this long, ms; of several peers the sum. @throws RangeError for what is no duration */
  observe(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) throw new RangeError(`nobody can be watched for ${ms} ms`)
    const { step, targetIntervalMs, least } = this.#options
    this.#observedMs += ms
    this.#value = Math.max(least, this.#value - (step * ms) / targetIntervalMs)
  }

  /** Somebody was suspected, and it was wrong. Tell each suspicion once. */
  onFalseAlarm(): void {
    this.#falseAlarms++
    this.#value = Math.min(this.#options.most, this.#value + this.#options.step)
  }
}
