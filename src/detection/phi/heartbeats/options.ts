import { OptionError } from '../../../base/option-error.ts'
import { checkedNumbers } from '../../../base/checked-numbers.ts'
import type { AccrualDetector } from '../accrual-detector.ts'
import { COUNT, MS, POSITIVE_MS, THRESHOLD } from '../limits.ts'
import { PHI_ACCRUAL_DEFAULTS, PhiAccrual } from '../phi-accrual.ts'

/** The numbers among the settings of {@link Heartbeats}. */
export interface HeartbeatNumbers {
  /** Time between two heartbeats, ms. Default 1000 (Akka: heartbeat-interval). */
  readonly intervalMs: number
  /** How often silence is judged, ms. Default 100, our choice: a tenth of an interval adds little to the detection. */
  readonly checkIntervalMs: number
  /** Who has not been heard at all for this long is taken as heard once, so that it can be suspected, ms. Default 1000 (Akka: expected-response-after). */
  readonly firstHeartbeatWithinMs: number
  /** How many members watch each one, if they come from a membership. Default 9 (Akka: monitored-by-nr-of-members). */
  readonly watchers: number
}

/** A φ that moves, and is told what it may go by; an `AdaptiveThreshold` is one. */
export interface MovingLevel {
  readonly value: number
  /** Live peers were watched for this long, ms; of several peers the sum. */
  observe(ms: number): void
  /** Somebody was suspected, and it was wrong. */
  onFalseAlarm(): void
}

/** A φ to report at. */
export type Level = number | MovingLevel

/** The settings of {@link Heartbeats}. */
export interface HeartbeatOptions extends HeartbeatNumbers {
  /** At which φ to report; each is reported by itself. Default 8 alone. */
  readonly levels: readonly Level[]
  /** Makes the detector of one peer. Default: a {@link PhiAccrual} that expects a heartbeat each interval. */
  readonly makeDetector: () => AccrualDetector
}

const DEFAULTS: HeartbeatNumbers = { intervalMs: 1000, checkIntervalMs: 100, firstHeartbeatWithinMs: 1000, watchers: 9 }
const LIMITS = {
  intervalMs: { ...POSITIVE_MS, least: 1 },
  checkIntervalMs: { ...POSITIVE_MS, least: 1 },
  firstHeartbeatWithinMs: MS,
  watchers: COUNT,
}

/** The defaults with what was given, checked. @throws OptionError */
export function heartbeatOptions(given: Partial<HeartbeatOptions> = {}): HeartbeatOptions {
  const { levels = [PHI_ACCRUAL_DEFAULTS.threshold], makeDetector, ...numbers } = given
  const checked = checkedNumbers('Heartbeats', DEFAULTS, LIMITS, numbers)
  for (const level of levels) checkLevel(level)
  const makeDefault = (): AccrualDetector => new PhiAccrual({ firstIntervalMs: checked.intervalMs })
  return { ...checked, levels, makeDetector: makeDetector ?? makeDefault }
}

/** The φ that a level stands at. */
export function phiOf(level: Level): number {
  return typeof level === 'number' ? level : level.value
}

function checkLevel(level: Level): void {
  const phi = phiOf(level)
  if (phi >= THRESHOLD.least && phi <= THRESHOLD.most) return
  const expected = `a number from ${THRESHOLD.least} to ${THRESHOLD.most}`
  throw new OptionError('Heartbeats', 'levels', phi, expected)
}
