import { describe, expect, it } from 'vitest'
import { Rng } from '../base/rng.ts'
import { distinctHits, PoissonLoad } from './occupancy.ts'

const hitsOf = (balls: number, bins: number, count: number): number[] => {
  const rng = new Rng(3)
  return Array.from({ length: count }, () => distinctHits(() => rng.next(), balls, bins))
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the bins that thrown balls hit', () => {
  it('are none without balls, one with one, and never more than there are', () => {
    expect(hitsOf(0, 5, 3)).toEqual([0, 0, 0])
    expect(hitsOf(1, 5, 3)).toEqual([1, 1, 1])
    expect(hitsOf(1000, 1, 3)).toEqual([1, 1, 1])
    expect(Math.max(...hitsOf(500, 10, 1000))).toBe(10)
  })

  it('have the exact chances of few balls', () => {
    // Six balls, four bins: S(6, m) · 4!/(4-m)! / 4^6 with Stirling's numbers 1, 31, 90, 65.
    const due = [0, 4, 372, 2160, 1560].map((ways) => ways / 4096)
    const hits = hitsOf(6, 4, 100_000)
    due.forEach((chance, m) => {
      expect(hits.filter((hit) => hit === m).length / hits.length).toBeCloseTo(chance, 2)
    })
  })

  it.each([
    [40, 30],
    [300, 1000],
    [100_000, 30_000],
    [1e12, 1e12],
  ])('have mean and spread of the formula for %d balls and %d bins', (balls, bins) => {
    const missed = Math.exp(balls * Math.log1p(-1 / bins))
    const bothMissed = Math.exp(balls * Math.log1p(-2 / bins))
    const mean = bins * (1 - missed)
    const variance =
      bins > 1e9
        ? bins * Math.exp(-balls / bins) * (1 - (1 + balls / bins) * Math.exp(-balls / bins))
        : bins * (bins - 1) * bothMissed + bins * missed - bins * bins * missed * missed
    const z = hitsOf(balls, bins, 20_000).map((hit) => (hit - mean) / Math.sqrt(variance))
    expect(Math.abs(meanOf(z))).toBeLessThan(0.03)
    expect(Math.abs(meanOf(z.map((value) => value * value)) - 1)).toBeLessThan(0.06)
  })
})

describe('a Poisson load', () => {
  it('gives the mean of bins that are known to be hit', () => {
    const rng = new Rng(5)
    const load = new PoissonLoad(1.5)
    expect(load.hitChance).toBeCloseTo(1 - Math.exp(-1.5), 14)
    expect(load.ballsIn(() => rng.next(), 1e10) / 1e10).toBeCloseTo(1.5 / (1 - Math.exp(-1.5)), 3)
  })
})
