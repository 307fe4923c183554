import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ceilLog2, ceilLog10, ln, ln1p, log10 } from './logarithm.ts'

/** The distance in units in the last place. */
function ulps(a: number, b: number): number {
  if (a === b) return 0
  const size = Math.max(Math.abs(a), Math.abs(b))
  const unit = 2 ** (Math.floor(Math.log2(size)) - 52)
  return Math.abs(a - b) / unit
}

const positive = fc.oneof(
  fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 0.5, max: 2, noNaN: true }),
  fc.integer({ min: 1, max: 1_000_000 }),
)

describe('logarithms', () => {
  it('are within 2 units in the last place of the platform’s', () => {
    fc.assert(
      fc.property(positive, (x) => {
        expect(ulps(ln(x), Math.log(x))).toBeLessThanOrEqual(2)
        expect(ulps(log10(x), Math.log10(x))).toBeLessThanOrEqual(2)
      }),
      { numRuns: 20_000 },
    )
  })

  it('of 1 + x lose no digits, however small x is', () => {
    const above = fc.oneof(
      fc.double({ min: -0.999, max: 1e9, noNaN: true }),
      fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
    )
    fc.assert(
      fc.property(above, (x) => {
        expect(ulps(ln1p(x), Math.log1p(x))).toBeLessThanOrEqual(5)
      }),
      { numRuns: 20_000 },
    )
    expect([ln1p(1e-300), ln1p(0), ln1p(-1)]).toEqual([1e-300, 0, Number.NaN])
  })

  it('are exact for powers of ten', () => {
    for (let exponent = 0; exponent <= 22; exponent++) expect(log10(Number(`1e${exponent}`))).toBe(exponent)
  })

  it('have no answer for what is not positive and finite', () => {
    for (const x of [0, -0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(ln(x)).toBeNaN()
      expect(log10(x)).toBeNaN()
    }
    expect(ln(1)).toBe(0)
  })

  it('of integers are rounded up without ever being computed', () => {
    for (let exponent = 1; exponent <= 15; exponent++) {
      const power = Number(`1e${exponent}`)
      expect([ceilLog10(power - 1), ceilLog10(power), ceilLog10(power + 1)]).toEqual([exponent, exponent, exponent + 1])
    }
    for (let exponent = 2; exponent <= 52; exponent++) {
      const power = 2 ** exponent
      expect([ceilLog2(power - 1), ceilLog2(power), ceilLog2(power + 1)]).toEqual([exponent, exponent, exponent + 1])
    }
    expect([ceilLog10(1), ceilLog2(1), ceilLog10(0)]).toEqual([0, 0, 0])
  })
})
