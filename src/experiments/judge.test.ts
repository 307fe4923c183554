import { describe, expect, it } from 'vitest'
import type { Claim, Experiment } from './experiment.ts'
import { judge } from './judge.ts'
import { meanOf, quantile, shareOf } from './measure.ts'

function experimentOf(claim: Partial<Claim>): Experiment {
  const whole: Claim = {
    id: 'c',
    text: 'x is about 2',
    measure: 'x',
    published: 2,
    provenance: 'source',
    band: { least: 1.9, most: 2.1 },
    ...claim,
  }
  return {
    id: 'e',
    title: 't',
    source: 's',
    parameters: {},
    claims: [whole],
    run: () => Promise.resolve({}),
  }
}

describe('a claim', () => {
  it('holds inside its band, ends included, and fails outside', () => {
    const verdictAt = (value: number): unknown => judge(experimentOf({}), { x: { value } })[0]?.verdict
    expect([1.89, 1.9, 2.1, 2.11].map(verdictAt)).toEqual(['fails', 'holds', 'holds', 'fails'])
    expect(judge(experimentOf({ band: { most: 5 } }), { x: { value: -100 } })[0]?.verdict).toBe('holds')
  })

  it('that is only remembered or not defined never decides', () => {
    expect(judge(experimentOf({ provenance: 'memory' }), { x: { value: 9 } })[0]).toMatchObject({
      verdict: 'unverified figure',
      isInBand: false,
    })
    expect(judge(experimentOf({ informative: 'why' }), { x: { value: 9 } })[0]?.verdict).toBe('informative')
  })

  it('must speak of something that was measured', () => {
    expect(() => judge(experimentOf({ measure: 'y' }), { x: { value: 1 } })).toThrow('nothing was measured as "y"')
  })
})

describe('measurements', () => {
  it('have a mean and its interval', () => {
    expect(meanOf([1, 2, 3, 4])).toMatchObject({ value: 2.5, n: 4 })
    expect(meanOf([1, 2, 3, 4]).low).toBeCloseTo(2.5 - (1.96 * Math.sqrt(5 / 3)) / 2, 3)
    expect(meanOf([3])).toEqual({ value: 3, n: 1 })
  })

  it('of shares stay within 0 and 1', () => {
    expect(shareOf(0, 100).low).toBeCloseTo(0, 12)
    expect(shareOf(0, 100).high).toBeCloseTo(0.037, 3)
    expect(shareOf(50, 100).high).toBeCloseTo(0.596, 3)
  })

  it('have quantiles', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1)
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 0), quantile([7], 0.5)]).toEqual([
      50, 99, 1, 7,
    ])
  })
})
