import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../base/rng.ts'
import { binomial, lnProbability } from './binomial.ts'

const drawsOf = (trials: number, p: number, count: number): number[] => {
  const rng = new Rng(7)
  return Array.from({ length: count }, () => binomial(() => rng.next(), trials, p))
}

describe('a binomial draw', () => {
  it('lies between none and all, and replays', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, p) => {
        const draws = drawsOf(trials, p, 5)
        expect(draws).toEqual(drawsOf(trials, p, 5))
        for (const k of draws) expect(Number.isInteger(k) && k >= 0 && k <= trials).toBe(true)
      }),
    )
  })

  it('knows what is certain without drawing', () => {
    const never = (): number => {
      throw new Error('nothing is to be drawn')
    }
    expect([binomial(never, 0, 0.5), binomial(never, 9, 0), binomial(never, 9, 1)]).toEqual([0, 0, 9])
  })

  it('refuses a chance that is no number', () => {
    expect(() => binomial(() => 1, 9, Number.NaN)).toThrow(RangeError)
  })

  it('refuses tries that cannot be counted, for which the draw would not end', () => {
    for (const trials of [Number.NaN, 30.5, Number.POSITIVE_INFINITY]) {
      for (const p of [0.01, 0.5, 1])
        expect(() => binomial(() => 1, trials, p)).toThrow('trials must be a whole number')
    }
  })

  it('has mean and spread of the distribution, by inversion and by rejection', () => {
    for (const [trials, p] of [
      [100, 0.03],
      [100, 0.4],
      [1e9, 1e-9],
      [1e12, 0.7],
    ] as const) {
      const z = drawsOf(trials, p, 40_000).map((k) => (k - trials * p) / Math.sqrt(trials * p * (1 - p)))
      const mean = z.reduce((sum, value) => sum + value, 0) / z.length
      const square = z.reduce((sum, value) => sum + value * value, 0) / z.length
      expect(Math.abs(mean)).toBeLessThan(0.02)
      expect(Math.abs(square - 1)).toBeLessThan(0.05)
    }
  })
})

describe('the probability of a count', () => {
  it('is that of Pascal’s triangle', () => {
    const row = [1, 10, 45, 120, 210, 252, 210, 120, 45, 10, 1]
    row.forEach((ways, k) => {
      expect(Math.exp(lnProbability(k, 10, 0.3))).toBeCloseTo(ways * 0.3 ** k * 0.7 ** (10 - k), 12)
    })
  })

  it('keeps its digits at 10^12 trials', () => {
    // Around the mean a binomial is nearly normal: ln P falls by z²/2.
    const spread = Math.sqrt(1e12 / 4)
    const fall = lnProbability(5e11, 1e12, 0.5) - lnProbability(5e11 + 2 * spread, 1e12, 0.5)
    expect(fall).toBeCloseTo(2, 9)
  })
})
