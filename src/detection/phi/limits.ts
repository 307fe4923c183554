import type { Limit } from '../../base/checked-numbers.ts'

/** A φ to act at. Above 1000 nothing would ever be noticed. */
export const THRESHOLD: Limit = { least: 1e-3, most: 1000 }
/** Intervals in a window: 8 bytes each. */
export const COUNT: Limit = { least: 1, most: 100_000, whole: true }
/** A time that may be 0, or without end. */
export const MS: Limit = { least: 0, most: Number.POSITIVE_INFINITY }
/** A time that something is divided by: at least a nanosecond, at most what a timer takes. */
export const POSITIVE_MS: Limit = { least: 1e-6, most: 2_147_483_647 }
