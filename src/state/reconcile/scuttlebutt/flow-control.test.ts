import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowControl, ownShare } from './flow-control.ts'
import { type FlowOptions, SCUTTLEBUTT_DEFAULTS } from './options.ts'

function flow(options: Partial<FlowOptions> = {}): FlowControl {
  return new FlowControl({ ...SCUTTLEBUTT_DEFAULTS, rate: 2, burst: 1, ...options }, 0)
}

/** One that has asked for so many updates per second for long. */
function eager(wanted: number, options: Partial<FlowOptions> = {}): FlowControl {
  const control = flow(options)
  for (let period = 0; period < 60; period++) {
    for (let i = 0; i < wanted; i++) control.offer()
    control.onPeriod(1000, 0)
  }
  return control
}

const rate = fc.double({ min: 0, max: 1000, noNaN: true })
const rates = fc.record({ rate, wanted: rate })

describe('what two may do together', () => {
  it('is divided so that neither the sum nor anybody’s half is lost (section 4.1)', () => {
    fc.assert(
      fc.property(rates, rates, (own, other) => {
        const sum = own.rate + other.rate
        const [ours, theirs] = [ownShare(own, other), ownShare(other, own)]
        expect(ours + theirs).toBeCloseTo(sum, 6)
        expect(Math.min(ours, theirs)).toBeGreaterThanOrEqual(0)
        if (own.wanted + other.wanted <= sum) expect(ours).toBeGreaterThanOrEqual(own.wanted)
        else expect(ours).toBeGreaterThanOrEqual(Math.min(own.wanted, sum / 2) - 1e-9)
      }),
    )
  })

  it('goes by need: all to whom wants it, the rest in halves', () => {
    expect(ownShare({ rate: 1, wanted: 9 }, { rate: 5, wanted: 9 })).toBe(3)
    expect(ownShare({ rate: 1, wanted: 9 }, { rate: 5, wanted: 1 })).toBe(5)
    expect(ownShare({ rate: 1, wanted: 1 }, { rate: 5, wanted: 9 })).toBe(1)
    expect(ownShare({ rate: 1, wanted: 1 }, { rate: 5, wanted: 1 })).toBe(3)
  })

  it('is told the other one as what it wins', () => {
    const control = eager(9)
    expect(control.divide({ rate: 6, wanted: 9 }, 0)).toBeCloseTo(-2, 9)
    expect(control.rates.rate).toBeCloseTo(4, 9)
    control.gain(-1, 0)
    expect(control.rates.rate).toBeCloseTo(3, 9)
  })

  it('does not change by nonsense', () => {
    const control = flow()
    for (const bad of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      expect(control.divide({ rate: bad, wanted: 1 }, 0)).toBe(0)
      expect(control.divide({ rate: 1, wanted: bad }, 0)).toBe(0)
    }
    control.gain(Number.NaN, 0)
    control.gain(Number.NEGATIVE_INFINITY, 0)
    expect(control.rates.rate).toBe(2)
  })
})

describe('the rate', () => {
  it('falls by a share when not everything fits, and rises by a share of the increase when it does', () => {
    const control = eager(9, { increase: 4, decrease: 0.5 })
    control.adapt(true, 100, 0)
    expect(control.rates.rate).toBe(1)
    control.adapt(false, 100, 0)
    expect(control.rates.rate).toBeCloseTo(1.04, 9)
  })

  it('does not rise while less than half of it is wanted', () => {
    const control = flow()
    control.adapt(false, 1, 0)
    expect(control.rates.rate).toBe(2)
  })

  it('stays within its bounds', () => {
    const control = eager(9, { leastRate: 1, mostRate: 3 })
    for (let i = 0; i < 100; i++) control.adapt(true, 1, 0)
    expect(control.rates.rate).toBe(1)
    for (let i = 0; i < 100; i++) control.adapt(false, 1, 0)
    expect(control.rates.rate).toBe(3)
    control.gain(-99, 0)
    expect(control.rates.rate).toBe(1)
  })

  it('knows what was asked for lately, and that what waits is wanted', () => {
    expect(eager(7).rates.wanted).toBeCloseTo(7, 3)
    const control = eager(8)
    control.onPeriod(1000, 0)
    expect(control.rates.wanted).toBeCloseTo(6, 3)
    for (let period = 0; period < 60; period++) control.onPeriod(1000, 5)
    expect(control.rates.wanted).toBeCloseTo(5, 3)
  })
})

describe('updates', () => {
  it('are allowed at the rate, and those that were not made are saved up to a burst', () => {
    const control = flow({ burst: 3 })
    expect([1, 2, 3, 4].map(() => control.take(0))).toEqual([true, true, true, false])
    expect(control.msUntilNext(0)).toBe(500)
    expect([control.take(499), control.take(500), control.take(500)]).toEqual([false, true, false])
    expect(Array.from({ length: 5 }, () => control.take(1e9))).toEqual([true, true, true, false, false])
  })

  it('are saved by the rate of the time, not by that of later', () => {
    const control = flow({ burst: 10 })
    for (let i = 0; i < 10; i++) control.take(0)
    control.gain(998, 1000)
    expect([control.take(1000), control.take(1000), control.take(1000)]).toEqual([true, true, false])
  })
})
