import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng, unit } from '../../base/rng.ts'
import { ArrivalWindow } from './arrival-window.ts'

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length }
}

/** What denormal numbers may round to. */
const TINY = 1e-300

function fill(size: number, values: Iterable<number>): ArrivalWindow {
  const window = new ArrivalWindow(size)
  for (const value of values) window.add(value)
  return window
}

const interval = fc.oneof(
  fc.double({ min: 0, max: 10, noNaN: true }),
  fc.integer({ min: 900, max: 1100 }),
  fc.double({ min: 0, max: 1e12, noNaN: true }),
)

describe('the window of arrivals', () => {
  it('has the mean and the variance of the last intervals, whatever came before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(interval, { minLength: 1, maxLength: 80 }), (size, all) => {
        const window = fill(size, all)
        const { mean, variance } = momentsOf(all.slice(-size))
        expect(window.count).toBe(Math.min(size, all.length))
        expect(Math.abs(window.mean - mean)).toBeLessThanOrEqual(
          1e-4 * (Math.sqrt(variance) + 1e-9) + 1e-12 * mean + TINY,
        )
        expect(Math.abs(window.variance - variance)).toBeLessThanOrEqual(1e-6 * variance + 1e-20 * mean * mean + TINY)
      }),
      { numRuns: 2000 },
    )
  })

  it('does not drift in a million arrivals', () => {
    const rng = new Rng(7)
    const all = Array.from({ length: 1_000_000 }, () => 1e6 + unit(() => rng.next()))
    const window = fill(1000, all.slice(0, 999_983))
    for (const value of all.slice(999_983)) window.add(value)
    const { mean, variance } = momentsOf(all.slice(-1000))
    expect(Math.abs(window.mean / mean - 1)).toBeLessThan(1e-12)
    expect(Math.abs(window.variance / variance - 1)).toBeLessThan(1e-6)
  })

  it('keeps no trace of a huge interval that has left it', () => {
    const regular = (count: number): number[] => Array.from({ length: count }, (_, i) => 100 + (i % 2))
    const window = fill(10, [...regular(13), 1e15, ...regular(10)])
    expect(window.mean).toBeCloseTo(100.5, 9)
    expect(window.variance).toBeCloseTo(0.25, 9)
  })

  it('of equal intervals has no variance', () => {
    expect(fill(7, new Array<number>(1000).fill(0.1)).variance).toBeLessThan(1e-30)
    expect([new ArrivalWindow(3).mean, new ArrivalWindow(3).variance]).toEqual([0, 0])
  })
})
