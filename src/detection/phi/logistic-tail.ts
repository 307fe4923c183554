import { exp } from '../../base/exponential.ts'
import { ln1p } from '../../base/logarithm.ts'

/** 1 / ln 10. */
const PER_LN10 = 0.4342944819032518

/**
 * -log10 of a logistic approximation to the normal's upper tail at z, as Akka and Pekko have it: the tail is e/(1 + e)
 * with e = exp(-z(1.5976 + 0.070566 z²)). Worked out in log space, so that it neither ends at 323 nor loses digits near 0.
 */
export function logisticPhi(z: number): number {
  const exponent = z * (1.5976 + 0.070566 * z * z)
  return exponent > 0 ? PER_LN10 * (exponent + ln1p(exp(-exponent))) : PER_LN10 * lnSum(exponent)
}

/** ln(1 + e^x) for x ≤ 0. */
function lnSum(x: number): number {
  return ln1p(exp(x))
}
