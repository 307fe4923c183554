/**
 * Logarithms that are the same to the last bit on every engine. The language leaves Math.log approximate, so a time-out
 * that is computed with it could differ between Node, a browser and a replay; these use only the four exact operations.
 */

const LN2 = 0.6931471805599453
const LN10 = 2.302585092994046

/** The natural logarithm of a positive finite number; NaN for anything else. Within 2 units in the last place. */
export function ln(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Number.NaN
  let mantissa = x
  let exponent = 0
  while (mantissa >= 1.4142135623730951) {
    mantissa /= 2
    exponent++
  }
  while (mantissa < 0.7071067811865476) {
    mantissa *= 2
    exponent--
  }
  return exponent * LN2 + 2 * atanhSeries((mantissa - 1) / (mantissa + 1))
}

/** The decimal logarithm; exact for powers of ten. */
export function log10(x: number): number {
  const power = exactPowerOfTen(x)
  return power >= 0 ? power : ln(x) / LN10
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

/** atanh(s) for |s| ≤ 0.1716: eleven terms leave less than 2^-54. */
function atanhSeries(s: number): number {
  const square = s * s
  let sum = 0
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * square + 1 / odd
  return s * sum
}
