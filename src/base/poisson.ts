import { exp } from './exponential.ts'
import { unit53 } from './rng.ts'

/**
 * A Poisson number, by multiplying uniform ones until they are below e^-mean (Knuth, "The Art of Computer Programming",
 * volume 2, section 3.4.1): draws about `mean` times.
 * @param mean 0 to 500: beyond, e^-mean is too small to be met exactly
 */
export function poisson(random: () => number, mean: number): number {
  if (!(mean >= 0 && mean <= 500)) throw new RangeError(`a mean from 0 to 500, not ${mean}`)
  const end = exp(-mean)
  let count = 0
  for (let product = unit53(random); product > end; product *= unit53(random)) count++
  return count
}
