import type { Measurement } from '../experiment.ts'

/** How sure a prediction shall be. */
export interface PredictionOptions {
  /** How surely the value will lie in the interval, above 0 and below 1. */
  readonly level: number
}

/**
 * The interval in which a quantile of `future` values will lie if they come from where `past` came from, whatever their
 * distribution: of past and future values together every order is equally likely, so the number of past values below
 * the j-th of the future ones is negative hypergeometric (Fligner and Wolfe, "Some applications of sample analogues to
 * the probability integral transformation and a coverage property", 1976). Its `high` is infinite where there are too
 * few past values to say.
 * @param past at least one value, none below 0
 * @param share which quantile, above 0 to 1
 */
export function predictQuantile(
  past: readonly number[],
  future: number,
  share: number,
  { level }: PredictionOptions,
): Measurement {
  const n = past.length
  const sorted = past.toSorted((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(future * share))
  const tail = (1 - level) / 2
  const chances = chancesBelow(n, future, rank)
  const below = ranksWithin(chances, tail)
  const above = ranksWithin(chances.toReversed(), tail)
  return {
    value: sorted[Math.min(n - 1, Math.max(0, Math.ceil(n * share) - 1))] as number,
    low: below === 0 ? 0 : (sorted[below - 1] as number),
    high: above === 0 ? Number.POSITIVE_INFINITY : (sorted[n - above] as number),
    n,
  }
}

/** How likely it is that exactly 0, 1 … n past values lie below the future value of that rank. */
function chancesBelow(n: number, future: number, rank: number): number[] {
  let chance = 1
  for (let k = 0; k < rank; k++) chance *= (future - k) / (n + future - k)
  const chances = [chance]
  for (let i = 0; i < n; i++) {
    chance *= ((i + rank) / (i + 1)) * ((n - i) / (n - i + future - rank))
    chances.push(chance)
  }
  return chances
}

/** How many of the first chances add up to no more than `tail`. */
function ranksWithin(chances: readonly number[], tail: number): number {
  let sum = 0
  const first = chances.findIndex((chance) => (sum += chance) > tail)
  return first === -1 ? chances.length - 1 : first
}

/**
 * The interval in which the next of some independent values will lie, if they are normally distributed: the mean and
 * Student's t times s·√(1 + 1/n).
 * @param past at least two values
 */
export function predictNext(past: readonly number[], { level }: PredictionOptions): Measurement {
  const n = past.length
  const mean = past.reduce((sum, value) => sum + value, 0) / n
  const variance = past.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  const half = studentQuantile((1 - level) / 2, n - 1) * Math.sqrt(variance * (1 + 1 / n))
  return { value: mean, low: mean - half, high: mean + half, n }
}

/** What Student's t exceeds with chance `tail` (Abramowitz and Stegun 26.7.5; good from 4 degrees of freedom on). */
function studentQuantile(tail: number, freedom: number): number {
  const z = normalQuantile(tail)
  const [z2, v] = [z * z, freedom]
  const terms = [
    (z * (z2 + 1)) / 4,
    (z * (5 * z2 * z2 + 16 * z2 + 3)) / 96,
    (z * (3 * z2 ** 3 + 19 * z2 * z2 + 17 * z2 - 15)) / 384,
  ]
  return terms.reduce((sum, term, i) => sum + term / v ** (i + 1), z)
}

/** What a standard normal value exceeds with chance `tail`, at most a half, to 0.0005 (Abramowitz and Stegun 26.2.23). */
function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail))
  const above = 2.515517 + t * (0.802853 + t * 0.010328)
  return t - above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
}
