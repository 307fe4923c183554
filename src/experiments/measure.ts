import { shareOf as wilsonShareOf } from '../sim/index.ts'
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
  const { share, low, high } = wilsonShareOf(hits, trials)
  return { value: share, low, high, n: trials }
}

/** The least value that at least `share` of the values do not exceed. The list must not be empty. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] as number
}

/** Lets other things run, and ends if that was asked for. @throws the signal's reason */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  signal.throwIfAborted()
}

/** The 97.5th percentile of the normal distribution: so many standard errors a 95 % interval reaches either way. */
export const Z95 = 1.959963984540054
