import { describe, expect, it } from 'vitest'
import { exp } from './exponential.ts'
import { poisson } from './poisson.ts'
import { Rng } from './rng.ts'

const DRAWS = 20_000

function drawn(mean: number): number[] {
  const rng = new Rng(7)
  return Array.from({ length: DRAWS }, () => poisson(() => rng.next(), mean))
}

describe('a Poisson number', () => {
  it.each([0.3, 2, 7, 40])('has its mean for variance too: %d', (mean) => {
    const numbers = drawn(mean)
    const average = numbers.reduce((sum, number) => sum + number, 0) / DRAWS
    const variance = numbers.reduce((sum, number) => sum + (number - average) * (number - average), 0) / DRAWS
    expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / DRAWS))
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.06)
  })

  it('is zero with chance e^-mean', () => {
    const zeros = drawn(2).filter((number) => number === 0).length / DRAWS
    expect(Math.abs(zeros - exp(-2))).toBeLessThan(0.01)
    expect(drawn(0).every((number) => number === 0)).toBe(true)
  })

  it('refuses a mean that it cannot do', () => {
    for (const mean of [-1, 501, Number.NaN]) expect(() => poisson(() => 1, mean)).toThrow(RangeError)
  })
})
