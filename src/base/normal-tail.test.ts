import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { log10UpperTail } from './normal-tail.ts'

/** Worked out with 60 decimal digits. */
const KNOWN: readonly (readonly [z: number, log10: number])[] = [
  [-9, -4.9013971704574007e-20],
  [-5, -1.2449121373882917e-7],
  [-2, -0.0099943795341087089],
  [-1, -0.075026012957818023],
  [-0.5, -0.16023139227784901],
  [0, -0.30102999566398119],
  [0.5, -0.5106919892652407],
  [1, -0.7995455414919705],
  [1.9, -1.5418675888871115],
  [2, -1.643016080140937],
  [2.1, -1.748011065688938],
  [3, -2.869699035929369],
  [5, -6.542645672390654],
  [5.5, -7.721485041626314],
  [8, -15.206142551017154],
  [10, -23.118053405486075],
  [20, -88.56009534307559],
  [38.5, -323.85134106847941],
  [100, -2173.8715428690343],
  [1000, -217150.6400419943],
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
