import { Z95 } from '../../base/wilson.ts'
import type { Measurement } from '../experiment.ts'

/**
 * A quantile and its distribution-free 95 % interval from order statistics: with n values, the number of them below the
 * true quantile is binomial, here in the normal approximation (David and Nagaraja, Order Statistics, 2003, 7.1). Where
 * the values are too few to bound it on one side, that end is infinite: no 99th percentile is bounded above by the
 * greatest of a dozen values.
 */
export function quantileOf(values: readonly number[], share: number): Measurement {
  const n = values.length
  if (n === 0) return { value: Number.NaN, n }
  const sorted = values.toSorted((a, b) => a - b)
  const half = Z95 * Math.sqrt(n * share * (1 - share))
  const at = (rank: number): number | undefined => sorted[rank - 1]
  return {
    value: at(Math.max(1, Math.ceil(n * share))) as number,
    low: at(Math.floor(n * share - half)) ?? Number.NEGATIVE_INFINITY,
    high: at(Math.ceil(n * share + half) + 1) ?? Number.POSITIVE_INFINITY,
    n,
  }
}

/**
 * Events per unit of time, with an interval for a Poisson count (Garwood's limits in Byar's approximation; 0 events
 * leave 3.7 open).
 */
export function rateOf(count: number, time: number): Measurement {
  const above = count + 1
  const byar = (k: number, z: number): number => k * (1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3
  const low = count === 0 ? 0 : byar(count, -Z95)
  return { value: count / time, low: low / time, high: byar(above, Z95) / time, n: count }
}
