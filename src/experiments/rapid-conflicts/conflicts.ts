import { below } from '../../base/rng.ts'

/** Rapid's two watermarks: reports about a process before it counts, and before it is certain. */
export interface Watermarks {
  readonly high: number
  readonly low: number
}

/** What orders of arrival are drawn for. */
export interface ConflictSetup {
  /** F: processes that have failed. */
  readonly failures: number
  /** K: observers of each process; each sends one alert about it. */
  readonly observers: number
  readonly watermarks: readonly Watermarks[]
}

/**
 * Draws orders in which one process hears all F·K alerts, each equally likely, and counts for each pair of watermarks
 * how often its first proposal is a strict subset of the failures: the conflicts of the paper's section 8.2.
 *
 * A process proposes as soon as at least one subject has `high` reports and none has from `low` to `high` − 1.
 */
export function countConflicts(setup: ConflictSetup, orders: number, random: () => number): number[] {
  const alerts = alertsOf(setup)
  const detectors = setup.watermarks.map((marks) => new CutDetector(marks, setup.failures))
  const reports = new Uint8Array(setup.failures)
  for (let order = 0; order < orders; order++) {
    reports.fill(0)
    for (const detector of detectors) detector.reset()
    hearAll(alerts, reports, detectors, random)
  }
  return detectors.map((detector) => detector.conflicts)
}

/** One order: the alerts are shuffled while they are heard, so that no second pass is needed. */
function hearAll(
  alerts: Uint8Array,
  reports: Uint8Array,
  detectors: readonly CutDetector[],
  random: () => number,
): void {
  for (let left = alerts.length; left > 0; left--) {
    const drawn = below(random, left)
    const subject = alerts[drawn] as number
    alerts[drawn] = alerts[left - 1] as number
    alerts[left - 1] = subject
    const count = (reports[subject] as number) + 1
    reports[subject] = count
    for (const detector of detectors) detector.hear(count)
  }
}

function alertsOf({ failures, observers }: ConflictSetup): Uint8Array {
  return Uint8Array.from({ length: failures * observers }, (_, i) => Math.floor(i / observers))
}

/** The cut detection of one process for one pair of watermarks. */
class CutDetector {
  /** Orders so far whose first proposal missed a failure. */
  conflicts = 0
  readonly #high: number
  readonly #low: number
  readonly #failures: number
  #certain = 0
  #doubtful = 0
  #hasProposed = false

  constructor({ high, low }: Watermarks, failures: number) {
    this.#high = high
    this.#low = low
    this.#failures = failures
  }

  reset(): void {
    this.#certain = 0
    this.#doubtful = 0
    this.#hasProposed = false
  }

  /** One more report; its subject has `count` of them now. */
  hear(count: number): void {
    if (this.#hasProposed) return
    if (count === this.#low) this.#doubtful++
    if (count === this.#high) {
      this.#doubtful--
      this.#certain++
    }
    if (this.#certain === 0 || this.#doubtful > 0) return
    this.#hasProposed = true
    if (this.#certain < this.#failures) this.conflicts++
  }
}
