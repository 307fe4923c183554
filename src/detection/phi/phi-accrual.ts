import { log10UpperTail } from '../../base/normal-tail.ts'
import { checkedNumbers } from '../../base/checked-numbers.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from './limits.ts'
import { NormalAccrual } from './normal-accrual.ts'

/** The settings of {@link PhiAccrual}. */
export interface PhiAccrualOptions {
  /** From which φ the stream counts as dead. Default 8, as in Akka; the paper leaves it to the application. */
  readonly threshold: number
  /** Intervals that are remembered. Default 1000 (the paper's experiments). */
  readonly windowSize: number
  /**
   * Least standard deviation, ms: without one, a very regular stream is dead the moment that it is late. The paper has
   * none; default 10, our choice: about what timers and a busy event loop are late by.
   */
  readonly minDeviationMs: number
  /** What the first interval is expected to be, ms: a stream that ends after one arrival is noticed too. Default 1000 (Akka). */
  readonly firstIntervalMs: number
  /** Longer intervals are not learnt, ms. Default: all are, as in the paper. */
  readonly maxIntervalMs: number
}

/** The defaults of {@link PhiAccrual}; where each is from, {@link PhiAccrualOptions} says. */
export const PHI_ACCRUAL_DEFAULTS: PhiAccrualOptions = {
  threshold: 8,
  windowSize: 1000,
  minDeviationMs: 10,
  firstIntervalMs: 1000,
  maxIntervalMs: Number.POSITIVE_INFINITY,
}

const LIMITS = {
  threshold: THRESHOLD,
  windowSize: COUNT,
  minDeviationMs: POSITIVE_MS,
  firstIntervalMs: POSITIVE_MS,
  maxIntervalMs: MS,
}

/**
 * The detector of Hayashibara, Défago, Yared and Katayama (SRDS 2004): intervals are taken as normally distributed, with
 * the mean and the variance of the window, and φ is the exact logarithm of the tail, however far out.
 */
export class PhiAccrual extends NormalAccrual {
  readonly #maxIntervalMs: number

  /** @throws OptionError */
  constructor(options: Partial<PhiAccrualOptions> = {}) {
    const checked = checkedNumbers('PhiAccrual', PHI_ACCRUAL_DEFAULTS, LIMITS, options)
    super(checked)
    this.#maxIntervalMs = checked.maxIntervalMs
  }

  protected override tail(lateMs: number, deviationMs: number): number {
    return -log10UpperTail(lateMs / deviationMs)
  }

  protected override learns(intervalMs: number): boolean {
    return intervalMs <= this.#maxIntervalMs
  }
}
