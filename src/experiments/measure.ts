import { wilsonInterval, Z95 } from '../base/wilson.ts'
import type { Measurement } from './experiment.ts'

/** The mean of independent runs, with the normal approximation's 95 % interval. */
export function meanOf(values: readonly number[]): Measurement {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n < 2) return { value: mean, n }
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (n - 1)
  const half = Z95 * Math.sqrt(variance / n)
  return { value: mean, low: mean - half, high: mean + half, n }
}

/** A share of independent trials, with Wilson's 95 % interval, which is sound near 0 and 1 too. */
export function shareOf(hits: number, trials: number): Measurement {
  return { value: hits / trials, ...wilsonInterval(hits, trials), n: trials }
}

/** The least value that at least `share` of the values do not exceed. The list must not be empty. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number
}

/** The least of what happened: several runs together have the least of all. The list must not be empty. */
export function leastOf(values: readonly number[]): Measurement {
  return { value: Math.min(...values), n: values.length, extreme: 'least' }
}

/** The greatest of what happened: several runs together have the greatest of all. The list must not be empty. */
export function greatestOf(values: readonly number[]): Measurement {
  return { value: Math.max(...values), n: values.length, extreme: 'greatest' }
}

/** Lets other things run, and ends if that was asked for. @throws the signal's reason */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}
