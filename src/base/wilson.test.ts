import { describe, expect, it } from 'vitest'
import { wilsonInterval } from './wilson.ts'

describe('Wilson’s interval', () => {
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [81, 263, 0.2553, 0.3662],
    [10, 10, 0.7225, 1],
  ])('of %d in %d is from %d to %d', (hits, tries, low, high) => {
    const interval = wilsonInterval(hits, tries)
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })
})
