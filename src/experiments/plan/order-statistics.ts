import { Z95 } from '../../base/wilson.ts'
import type { Measurement } from '../experiment.ts'

/**
 * A quantile and its distribution-free 95 % interval from order statistics: with n values, the number of them below the
 * true quantile is binomial, here in the normal approximation (David and Nagaraja, Order Statistics, 2003, 7.1).
 */
export function quantileOf(values: readonly number[], share: number): Measurement {
  const n = values.length
  if (n === 0) return { value: Number.NaN, n }
  const sorted = values.toSorted((a, b) => a - b)
  const half = Z95 * Math.sqrt(n * share * (1 - share))
  const at = (rank: number): number => sorted[Math.min(n - 1, Math.max(0, Math.ceil(rank) - 1))] as number
  return { value: at(n * share), low: at(n * share - half), high: at(n * share + half + 1), n }
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
