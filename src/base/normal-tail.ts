import { exp } from './exponential.ts'
import { ln, ln1p, PER_LN10 } from './logarithm.ts'

/**
 * The decimal logarithm of P(N > z) for a standard normal N, fixed to the last bit. It is worked out in log space, so it
 * goes on where the probability itself has long become 0 in a double (z ≈ 38). Within 10^-13 of the value, relatively.
 */
export function log10UpperTail(z: number): number {
  if (z === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY
  if (z < 0) return PER_LN10 * ln1p(-upperTail(-z))
  return PER_LN10 * (z < FRACTION_FROM ? ln(0.5 - centre(z)) : lnDensity(z) - ln(continuedFraction(z)))
}

/** ln √(2π). */
const LN_ROOT_2PI = 0.9189385332046728
/** Below, the series takes fewer steps; above, the fraction, and 0.5 - centre would cancel. */
const FRACTION_FROM = 2.5

/** P(N > z) for z ≥ 0. */
function upperTail(z: number): number {
  if (z < FRACTION_FROM) return 0.5 - centre(z)
  return z > 40 ? 0 : exp(lnDensity(z)) / continuedFraction(z)
}

/** P(0 < N < z): density times z + z³/3 + z⁵/(3·5) + … (Abramowitz and Stegun 26.2.11), all terms positive. */
function centre(z: number): number {
  const square = z * z
  let term = z
  let sum = z
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= square / odd
    sum += term
  }
  return exp(lnDensity(z)) * sum
}

/**
 * z + 1/(z + 2/(z + 3/(z + …))): Laplace's fraction, density over upper tail (Abramowitz and Stegun 26.2.14). Its error
 * falls about as e^(-2z√n) with n steps, so 360/z² of them leave less than 2^-52.
 */
function continuedFraction(z: number): number {
  let fraction = z
  for (let n = 8 + Math.ceil(360 / (z * z)); n >= 1; n--) fraction = z + n / fraction
  return fraction
}

function lnDensity(z: number): number {
  return -0.5 * z * z - LN_ROOT_2PI
}
