import { describe, expect, it } from 'vitest'
import { normal } from '../../base/normal.ts'
import { Rng, unit } from '../../base/rng.ts'
import type { Measurement } from '../experiment.ts'
import { predictNext, predictQuantile } from './prediction.ts'

const LEVEL = { level: 0.95 }
const TRIALS = 4000

function coverage(predict: (rng: Rng) => readonly [Measurement, number]): number {
  const rng = new Rng(7)
  let inside = 0
  for (let i = 0; i < TRIALS; i++) {
    const [{ low = 0, high = 0 }, value] = predict(rng)
    if (value >= low && value <= high) inside++
  }
  return inside / TRIALS
}

function list(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw)
}

describe('a prediction', () => {
  for (const share of [0.5, 0.9]) {
    it(`of a quantile holds as often as it says, for skewed values too: ${share}`, () => {
      const share95 = coverage((rng) => {
        const skewed = (): number => -Math.log(1 - unit(() => rng.next()))
        const future = list(20, skewed).sort((a, b) => a - b)
        return [predictQuantile(list(120, skewed), 20, share, LEVEL), future[Math.ceil(20 * share) - 1] as number]
      })
      expect(share95).toBeGreaterThan(0.945)
      expect(share95).toBeLessThan(0.985) // ranks are whole numbers
    })
  }

  it('of a single value is exact: of n + 1 values each is equally likely to be the largest', () => {
    const past = Array.from({ length: 39 }, (_, i) => i)
    expect(predictQuantile(past, 1, 0.5, LEVEL)).toEqual({ value: 19, low: 0, high: 38, n: 39 })
  })

  it('of a quantile leaves open what few values cannot say', () => {
    expect(predictQuantile([1, 2, 3], 20, 0.9, LEVEL).high).toBe(Number.POSITIVE_INFINITY)
  })

  it('of a normal value holds as often as it says, from few values', () => {
    const share95 = coverage((rng) => {
      const draw = (): number => 100 + 3 * normal(() => rng.next())
      return [predictNext(list(6, draw), LEVEL), draw()]
    })
    expect(share95).toBeGreaterThan(0.94)
    expect(share95).toBeLessThan(0.96)
  })
})
