/**
 * Logarithms that are the same to the last bit on every engine. The language leaves Math.log approximate, so a time-out
 * that is computed with it could differ between Node, a browser and a replay; these use only the four exact operations.
 */

/** ln 2 in two parts, the first so short that its products with exponents are exact (fdlibm, e_log.c). */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
/** log10(2) in two parts (fdlibm, e_log10.c). */
const LOG10_2_HIGH = 0.30102999566361177
const LOG10_2_LOW = 3.694239077158931e-13

/** 1 / ln 10: makes a natural logarithm a decimal one. */
export const PER_LN10 = 0.4342944819032518

/** The natural logarithm of a positive finite number; NaN for anything else. Within 1 unit in the last place. */
export function ln(x: number): number {
  const exponent = exponentOf(x)
  return lnNearOne(scaleDown(x, exponent), exponent)
}

/** ln(1 + x), with all its digits where x is small too. */
export function ln1p(x: number): number {
  const sum = 1 + x
  // What rounding did to the sum it did to the logarithm (Kahan, as in HP's 15C handbook of advanced functions).
  return sum === 1 ? x : (ln(sum) * x) / (sum - 1)
}

/** The decimal logarithm; exact for powers of ten up to 10^22. Within 2 units in the last place. */
export function log10(x: number): number {
  const power = exactPowerOfTen(x)
  if (power >= 0) return power
  const exponent = exponentOf(x)
  const fraction = PER_LN10 * lnNearOne(scaleDown(x, exponent), 0)
  return exponent * LOG10_2_LOW + fraction + exponent * LOG10_2_HIGH
}

/** ceil(log10(x)) for an integer x ≥ 1, by comparing: no rounding can move it. */
export function ceilLog10(x: number): number {
  let power = 1
  let exponent = 0
  while (power < x) {
    power *= 10
    exponent++
  }
  return exponent
}

/** ceil(log2(x)) for an integer x ≥ 1. */
export function ceilLog2(x: number): number {
  let power = 1
  let exponent = 0
  while (power < x) {
    power *= 2
    exponent++
  }
  return exponent
}

/** The exponent if x is a power of ten up to 10^22 (beyond, they are not exact), else -1. */
function exactPowerOfTen(x: number): number {
  let power = 1
  for (let exponent = 0; exponent <= 22 && power <= x; exponent++) {
    if (power === x) return exponent
    power *= 10
  }
  return -1
}

/** The k for which x / 2^k lies between the square roots of 1/2 and 2; NaN for what has no logarithm. */
function exponentOf(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Number.NaN
  let mantissa = x
  let exponent = 0
  for (; mantissa >= 1.4142135623730951; exponent++) mantissa /= 2
  for (; mantissa < 0.7071067811865476; exponent--) mantissa *= 2
  return exponent
}

/** x / 2^exponent, exactly. */
function scaleDown(x: number, exponent: number): number {
  let scaled = x
  for (let left = exponent; left > 0; left--) scaled /= 2
  for (let left = exponent; left < 0; left++) scaled *= 2
  return scaled
}

/** ln(x · 2^exponent) for x near 1, by fdlibm's minimax polynomial (Sun Microsystems, 1993: freely usable). */
function lnNearOne(x: number, exponent: number): number {
  const f = x - 1
  const s = f / (2 + f)
  const z = s * s
  const w = z * z
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373))
  const odd = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)))
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + even + odd) + exponent * LN2_LOW) - f)
}
