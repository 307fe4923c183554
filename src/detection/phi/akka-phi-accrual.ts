import { checkedNumbers } from '../../base/checked-numbers.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from './limits.ts'
import { logisticPhi } from './logistic-tail.ts'
import { NormalAccrual } from './normal-accrual.ts'

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
export class AkkaPhiAccrual extends NormalAccrual {
  readonly #acceptablePauseMs: number

  /** @throws OptionError */
  constructor(options: Partial<AkkaPhiOptions> = {}) {
    const checked = checkedNumbers('AkkaPhiAccrual', AKKA_PHI_DEFAULTS, LIMITS, options)
    super(checked)
    this.#acceptablePauseMs = checked.acceptablePauseMs
  }

  protected override tail(lateMs: number, deviationMs: number): number {
    return logisticPhi((lateMs - this.#acceptablePauseMs) / deviationMs)
  }

  protected override learns(intervalMs: number): boolean {
    return this.phiAfter(intervalMs) < this.threshold
  }
}
