import { dynamicSuspicionMs, retransmitLimit, suspicionTimeoutMs } from '../../membership/swim/formulas.ts'

/** The example of memberlist's suspicion_test.go: k 3, least 2 s, most 30 s; confirmations, seconds gone, seconds left. */
const REMAINING: readonly (readonly [number, number, number])[] = [
  [0, 0, 30],
  [1, 2, 14],
  [2, 3, 4.81],
  [3, 4, -2],
]
/** Its timer test: k 3, least 0.5 s, most 2 s; confirmations, seconds in all. */
const TOTALS: readonly (readonly [number, number])[] = [
  [0, 2],
  [1, 1.25],
  [2, 0.81],
  [3, 0.5],
]
/** util_test.go: retransmitLimit(3, n). */
const RETRANSMITS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 3],
  [99, 6],
]

/** The largest distance, ms, from memberlist's vectors. */
export function suspicionErrorMs(): number {
  const remaining = REMAINING.map(([confirmed, gone, left]) =>
    Math.abs(dynamicSuspicionMs(confirmed, 3, 2000, 30_000) - 1000 * (gone + left)),
  )
  const totals = TOTALS.map(([confirmed, seconds]) =>
    Math.abs(dynamicSuspicionMs(confirmed, 3, 500, 2000) - 1000 * seconds),
  )
  return Math.max(...remaining, ...totals)
}

/** How many of memberlist's retransmit limits come out differently. */
export function wrongRetransmitLimits(): number {
  return RETRANSMITS.filter(([n, limit]) => retransmitLimit(3, n) !== limit).length
}

/** The least suspicion time of 128 members with alpha 4, s. */
export function leastSuspicionSeconds(): number {
  return suspicionTimeoutMs(4, 128, 1000) / 1000
}
