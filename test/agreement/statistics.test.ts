import { describe, expect, it } from 'vitest'
import { Rng, unit } from '../../src/base/rng.ts'
import { binomialChances, chiSquare, chiSquareLimit, ksDistance, ksLimit, meanAndError } from './statistics.ts'

const rng = new Rng(1)
const draws = (count: number, shift = 0): number[] =>
  Array.from({ length: count }, () => unit(() => rng.next()) + shift)

describe('the distance of two samples', () => {
  it('is that of their distribution functions, ties included', () => {
    expect(ksDistance([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0)
    expect(ksDistance([1, 1, 1], [2, 2])).toBe(1)
    expect(ksDistance([1, 2], [1, 1, 2, 3])).toBe(0.25)
  })

  it('stays below its limit for one distribution and exceeds it for two', () => {
    const same = [draws(2000), draws(2000)] as const
    expect(ksDistance(...same)).toBeLessThan(ksLimit(...same, 1e-4))
    const other = [draws(2000), draws(2000, 0.1)] as const
    expect(ksDistance(...other)).toBeGreaterThan(ksLimit(...other, 1e-4))
  })
})

describe('the chi-square statistic', () => {
  it('joins cells of which little is expected', () => {
    expect(chiSquare([12, 0, 18], [10, 1, 19]).degrees).toBe(1)
    expect(chiSquare([12, 18, 1], [10, 20, 1])).toEqual({ statistic: 0.4 + 4 / 21, degrees: 1 })
  })

  it('has the limit of the tables', () => {
    for (const [degrees, exact, excess] of [
      [5, 25.745, 0.023],
      [10, 35.564, 0.012],
      [30, 67.633, 0.004],
      [100, 161.319, 0.001],
    ] as const) {
      expect(chiSquareLimit(degrees) / exact).toBeGreaterThan(1)
      expect(chiSquareLimit(degrees) / exact).toBeLessThan(1 + excess)
    }
  })
})

describe('exact values', () => {
  it('of a mean and its error', () => {
    expect(meanAndError([1, 2, 3, 4])).toEqual({ mean: 2.5, error: Math.sqrt(5 / 12) })
  })

  it('of binomial chances', () => {
    const chances = binomialChances(4, 0.5)
    expect(chances.map((chance) => Math.round(16 * chance * 1e9) / 1e9)).toEqual([1, 4, 6, 4, 1])
  })
})
