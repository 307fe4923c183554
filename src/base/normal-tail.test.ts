import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { log10UpperTail } from './normal-tail.ts'

/** Worked out with 60 decimal digits. */
const KNOWN: readonly (readonly [z: number, log10: number])[] = [
  [-9, -4.9013971704574e-20],
  [-5, -1.24491213738829e-7],
  [-2, -0.00999437953410871],
  [-1, -0.075026012957818],
  [-0.5, -0.160231392277849],
  [0, -0.301029995663981],
  [0.5, -0.510691989265241],
  [1, -0.799545541491971],
  [1.9, -1.54186758888711],
  [2, -1.64301608014094],
  [2.1, -1.74801106568894],
  [3, -2.86969903592937],
  [5, -6.54264567239065],
  [5.5, -7.72148504162631],
  [8, -15.2061425510172],
  [10, -23.1180534054861],
  [20, -88.5600953430756],
  [38.5, -323.851341068479],
  [100, -2173.87154286903],
  [1000, -217150.640041994],
]

describe('the upper tail of the normal distribution', () => {
  it('is within 10^-13 of known values, far beyond where the probability is 0 in a double', () => {
    for (const [z, log10] of KNOWN) expect(Math.abs(log10UpperTail(z) / log10 - 1)).toBeLessThan(1e-13)
  })

  it('falls as z grows, across the borders of its methods too', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -7, max: 45, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (z, step) => {
          expect(log10UpperTail(z + step)).toBeLessThan(log10UpperTail(z))
        },
      ),
    )
  })

  it('and the lower one make 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), (z) => {
        expect(Math.pow(10, log10UpperTail(z)) + Math.pow(10, log10UpperTail(-z))).toBeCloseTo(1, 13)
      }),
    )
  })

  it('has the limits that it should', () => {
    expect([Infinity, 1e200, -50, -Infinity].map((z) => log10UpperTail(z) + 0)).toEqual([-Infinity, -Infinity, 0, 0])
    expect(log10UpperTail(Number.NaN)).toBeNaN()
  })
})
