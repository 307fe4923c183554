import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exp } from './exponential.ts'
import { ln } from './logarithm.ts'

describe('the exponential', () => {
  it('is within 4 parts in 2^52 of the platform’s', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThanOrEqual(2 ** -50)
      }),
      { numRuns: 5000 },
    )
  })

  it('takes back the logarithm', () => {
    for (const x of [0.001, 0.5, 1, 2, 10, 12345]) expect(exp(ln(x)) / x).toBeCloseTo(1, 13)
  })

  it('has the limits that it should', () => {
    expect([exp(0), exp(710), exp(-746), exp(Number.NEGATIVE_INFINITY)]).toEqual([1, Number.POSITIVE_INFINITY, 0, 0])
    expect(exp(Number.NaN)).toBeNaN()
    expect(exp(-744)).toBeGreaterThan(0)
  })
})
