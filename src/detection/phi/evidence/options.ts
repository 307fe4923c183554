import { checkedNumbers } from '../../../base/checked-numbers.ts'
import { AKKA_PHI_DEFAULTS, AkkaPhiAccrual } from '../akka-phi-accrual.ts'
import type { HeartbeatOptions } from '../heartbeats/options.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from '../limits.ts'

/** How a member watches others by heartbeats, as evidence for SWIM. The detectors are {@link AkkaPhiAccrual}. */
export interface AccrualOptions {
  /** The φ from which a member is suspected; times 1 + the health score, as Lifeguard stretches time-outs. Default 8 (Akka: threshold). */
  readonly threshold: number
  /** Time between two heartbeats, ms. Default 500, measured: see README.md of `detection/phi` (Akka: heartbeat-interval, 1000). */
  readonly intervalMs: number
  /** Silence that is normal on top of the interval, ms. Default 1000: two heartbeats may be lost (Akka has 3000, and there it is a verdict). */
  readonly acceptablePauseMs: number
  /** Least standard deviation of the intervals, ms. Default 100 (Akka: min-std-deviation). */
  readonly minDeviationMs: number
  /** How many members watch each one. Default 3, our choice: a suspicion, and the two confirmations that Lifeguard looks for. */
  readonly watchers: number
}

/** The defaults of {@link AccrualOptions}. */
export const ACCRUAL_DEFAULTS: AccrualOptions = {
  threshold: AKKA_PHI_DEFAULTS.threshold,
  intervalMs: 500,
  acceptablePauseMs: 1000,
  minDeviationMs: AKKA_PHI_DEFAULTS.minDeviationMs,
  watchers: 3,
}

/** How finely silence is looked at, ms; shorter intervals are looked at ten times each. */
const MOST_CHECK_MS = 100

const LIMITS = {
  threshold: THRESHOLD,
  intervalMs: { ...POSITIVE_MS, least: 10 },
  acceptablePauseMs: MS,
  minDeviationMs: POSITIVE_MS,
  watchers: COUNT,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function accrualOptions(given: Partial<AccrualOptions> = {}): AccrualOptions {
  return checkedNumbers('accrual', ACCRUAL_DEFAULTS, LIMITS, given)
}

/** What the heartbeats under these options are like, but for the level. */
export function heartbeatSettings(options: AccrualOptions): Omit<HeartbeatOptions, 'levels'> {
  const { threshold, intervalMs, acceptablePauseMs, minDeviationMs, watchers } = options
  const detector = { threshold, acceptablePauseMs, minDeviationMs, firstIntervalMs: intervalMs }
  return {
    intervalMs,
    checkIntervalMs: Math.min(MOST_CHECK_MS, intervalMs / 10),
    firstHeartbeatWithinMs: Number.POSITIVE_INFINITY, // who was never heard may not know of us yet: probes will tell
    watchers,
    makeDetector: () => new AkkaPhiAccrual(detector),
  }
}
