import { exp } from '../base/exponential.ts'
import { ln, ln1p } from '../base/logarithm.ts'
import { unit53 } from '../base/rng.ts'

/**
 * How many of `trials` succeed, each with chance `p`: an exact draw in a time that hardly depends on `trials`, which
 * may go to 10^15.
 *
 * Few expected successes: inversion (Kachitvichyanukul and Schmeiser, "Binomial random variate generation", CACM 1988,
 * algorithm BINV). Many: transformed rejection with squeeze (Hörmann, "The generation of binomial random variates",
 * JSCS 1993, algorithm BTRS). BTRS compares with a ratio of probabilities; that is worked out as in Loader, "Fast and
 * accurate computation of binomial probabilities" (2000), because at 10^12 trials the usual differences of logarithms
 * of factorials have no digits left.
 * @throws RangeError if p is NaN, or `trials` is above 0 and no whole number
 */
export function binomial(random: () => number, trials: number, p: number): number {
  if (trials <= 0 || p <= 0) return 0
  if (Number.isNaN(p)) throw new RangeError('a chance must be a number')
  if (!Number.isInteger(trials)) throw new RangeError(`trials must be a whole number: ${trials}`)
  if (p >= 1) return trials
  if (p > 0.5) return trials - binomial(random, trials, 1 - p)
  return trials * p < INVERSION_BELOW ? byInversion(random, trials, p) : byRejection(random, trials, p)
}

/** BTRS wants at least 10 expected successes. */
const INVERSION_BELOW = 10
const LN_2PI = 1.8378770664093453

function byInversion(random: () => number, trials: number, p: number): number {
  const odds = p / (1 - p)
  const none = exp(trials * ln1p(-p))
  for (;;) {
    let left = unit53(random)
    let chance = none
    for (let k = 0; k <= trials && k < 200; k++) {
      if (left < chance) return k
      left -= chance
      chance *= ((trials - k) / (k + 1)) * odds
    }
  }
}

function byRejection(random: () => number, trials: number, p: number): number {
  const spread = Math.sqrt(trials * p * (1 - p))
  const b = 1.15 + 2.53 * spread
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const alpha = (2.83 + 5.1 / b) * spread
  const squeeze = 0.92 - 4.2 / b
  const atMode = lnProbability(Math.floor((trials + 1) * p), trials, p)
  for (;;) {
    const u = unit53(random) - 0.5
    const v = unit53(random)
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + trials * p + 0.5)
    if (us >= 0.07 && v <= squeeze) return k
    if (k < 0 || k > trials) continue
    if (ln((v * alpha) / (a / (us * us) + b)) <= lnProbability(k, trials, p) - atMode) return k
  }
}

/** ln P(k successes), Loader's saddle-point form. */
export function lnProbability(k: number, trials: number, p: number): number {
  if (k === 0) return trials * ln1p(-p)
  if (k === trials) return trials * ln(p)
  const rest = trials - k
  const correction = stirlingError(trials) - stirlingError(k) - stirlingError(rest)
  const deviances = deviance(k, trials * p) + deviance(rest, trials * (1 - p))
  return correction - deviances - 0.5 * (LN_2PI + ln(k) + ln1p(-k / trials))
}

/** x ln(x/mean) + mean - x, without cancellation where x is near the mean (Loader's bd0). */
function deviance(x: number, mean: number): number {
  const difference = x - mean
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * ln(x / mean) + mean - x
  const v = difference / (x + mean)
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 3; ; j += 2) {
    term *= v * v
    const next = sum + term / j
    if (next === sum) return sum
    sum = next
  }
}

/** ln n! - ln(√(2πn) (n/e)^n). */
function stirlingError(n: number): number {
  if (n < SMALL_STIRLING.length) return SMALL_STIRLING[n] as number
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n
}

/** For small n from the definition; the entry of 0 is never used. */
const SMALL_STIRLING: readonly number[] = Array.from({ length: 32 }, (_, n) => {
  let lnFactorial = 0
  for (let i = 2; i <= n; i++) lnFactorial += ln(i)
  return n === 0 ? 0 : lnFactorial - (n + 0.5) * ln(n) + n - 0.5 * LN_2PI
})
