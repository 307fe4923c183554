import { exp } from '../../base/exponential.ts'
import { ln1p, PER_LN10 } from '../../base/logarithm.ts'

/**
 * -log10 of a logistic approximation to the normal's upper tail at z, as Akka and Pekko have it: the tail is e/(1 + e)
 * with e = exp(-z(1.5976 + 0.070566 z²)). Worked out in log space, so that it neither ends at 323 nor loses digits near 0.
 */
export function logisticPhi(z: number): number {
  const exponent = z * (1.5976 + 0.070566 * z * z)
  return PER_LN10 * (Math.max(0, exponent) + ln1p(exp(-Math.abs(exponent))))
}
