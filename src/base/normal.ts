import { ln } from './logarithm.ts'
import { unit } from './rng.ts'

/**
 * A standard normal number from a uint32 source, by Marsaglia's polar method (1964). It takes a varying number of
 * draws, so whoever needs draws to stay in place gives it a stream of its own.
 */
export function normal(random: () => number): number {
  for (;;) {
    const x = 2 * unit(random) - 1
    const y = 2 * unit(random) - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * ln(square)) / square)
  }
}
