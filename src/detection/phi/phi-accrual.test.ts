import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccrualDetector } from './accrual-detector.ts'
import { AkkaPhiAccrual } from './akka-phi-accrual.ts'
import { CassandraPhiAccrual } from './cassandra-phi-accrual.ts'
import { PhiAccrual } from './phi-accrual.ts'

type Make = (windowSize?: number) => AccrualDetector

const VARIANTS: readonly (readonly [name: string, make: Make])[] = [
  ['PhiAccrual', (windowSize = 1000) => new PhiAccrual({ windowSize })],
  ['AkkaPhiAccrual', (windowSize = 1000) => new AkkaPhiAccrual({ windowSize })],
  ['CassandraPhiAccrual', (windowSize = 1000) => new CassandraPhiAccrual({ windowSize })],
]

/** A detector that has heard arrivals one second apart up to `last`, in seconds. */
function regular<D extends AccrualDetector>(detector: D, last: number): D {
  for (let second = 0; second <= last; second++) detector.heartbeat(1000 * second)
  return detector
}

describe.each(VARIANTS)('%s', (_name, make) => {
  it('suspects nothing before the first arrival, and convicts who ends after it', () => {
    const detector = make()
    expect([detector.hasStarted, detector.phi(1e9), detector.isAvailable(1e9)]).toEqual([false, 0, true])
    detector.heartbeat(1e9)
    detector.isAvailable(1e9)
    for (let now = 1e9; now < 1e9 + 60_000; now += 1000) detector.isAvailable(now)
    expect([detector.hasStarted, detector.isAvailable(1e9 + 60_000)]).toEqual([true, false])
  })

  it('trusts again after the next arrival', () => {
    const detector = regular(make(), 10)
    for (let now = 10_000; now <= 90_000; now += 1000) detector.isAvailable(now)
    expect(detector.isAvailable(90_000)).toBe(false)
    detector.heartbeat(90_000)
    expect(detector.phi(90_000)).toBeLessThan(0.5)
    expect(detector.isAvailable(90_001)).toBe(true)
  })

  it('has a φ that never falls in silence but by rounding, is never negative and never NaN, for any arrivals', () => {
    const gaps = fc.array(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.double({ min: 0, max: 1e15, noNaN: true })))
    const silences = fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(gaps, silences, fc.integer({ min: 1, max: 20 }), (all, waits, windowSize) => {
        const detector = make(windowSize)
        let now = 0
        for (const gap of all) detector.heartbeat((now += gap))
        const phis = waits.sort((a, b) => a - b).map((wait) => detector.phi(now + wait))
        for (const [i, phi] of phis.entries()) expect(phi).toBeGreaterThanOrEqual((phis[i - 1] ?? 0) * (1 - 1e-13))
      }),
    )
  })

  it('learns nothing from a time in which this side could not listen', () => {
    const [paused, steady] = [regular(make(), 50), regular(make(), 50)]
    paused.resume(950_000)
    expect(paused.phi(950_100)).toBe(steady.phi(50_100))
    for (let i = 0; i < 20; i++) paused.heartbeat(950_000)
    paused.heartbeat(950_300)
    steady.heartbeat(51_000)
    paused.heartbeat(951_300)
    for (const silence of [500, 2000, 9000]) {
      expect(Math.abs(paused.phi(951_300 + silence) - steady.phi(51_000 + silence))).toBeLessThan(1e-9)
    }
  })

  it('takes a clock that was set back as a new beginning', () => {
    const detector = regular(make(), 100)
    detector.heartbeat(5000)
    expect(detector.phi(5001)).toBeLessThan(0.5)
    for (let now = 5000; now <= 60_000; now += 1000) detector.isAvailable(now)
    expect(detector.isAvailable(61_000)).toBe(false)
  })

  it('refuses a time that is no number', () => {
    const detector = regular(make(), 10)
    expect(() => detector.heartbeat(Number.NaN)).toThrow('a heartbeat cannot come at NaN ms')
    expect(() => detector.resume(Number.NaN)).toThrow('nobody can resume at NaN ms')
    expect(detector.hasStarted).toBe(true)
  })

  it('checks its settings', () => {
    expect(() => make(0)).toThrow('windowSize is 0, but must be an integer from 1 to 100000')
  })
})

describe('PhiAccrual', () => {
  const detector = regular(new PhiAccrual({ windowSize: 50, minDeviationMs: 100 }), 100)

  it('is exact in the tail, where the approximation is not', () => {
    const phis = [1000, 1200, 1400, 1600, 1700].map((silence) => detector.phi(100_000 + silence))
    for (const [i, known] of [0.30103, 1.643016, 4.499335, 9.0059, 11.892854].entries()) {
      expect(phis[i]).toBeCloseTo(known, 4)
    }
  })

  it('does not saturate', () => {
    expect(detector.phi(101_000 + 10_000)).toBeCloseTo(2173.8715428690343, 9)
    expect(detector.phi(101_000 + 100_000)).toBeGreaterThan(200_000)
  })

  it('can leave long pauses out of what it learns', () => {
    const capped = regular(new PhiAccrual({ maxIntervalMs: 5000 }), 50)
    const poisoned = regular(new PhiAccrual(), 50)
    for (const each of [capped, poisoned]) {
      each.heartbeat(3_600_000)
      each.heartbeat(3_601_000)
    }
    expect(capped.phi(3_611_000)).toBeGreaterThan(8)
    expect(poisoned.phi(3_611_000)).toBeLessThan(1)
  })
})

describe('AkkaPhiAccrual', () => {
  it('does not learn from the silence of who was already dead', () => {
    const detector = regular(new AkkaPhiAccrual(), 50)
    const before = detector.phi(50_000 + 4300)
    detector.heartbeat(500_000)
    expect(detector.phi(500_000 + 4300)).toBe(before)
  })

  it('accepts a pause', () => {
    const [with3s, without] = [3000, 0].map((acceptablePauseMs) =>
      regular(new AkkaPhiAccrual({ acceptablePauseMs }), 50),
    )
    expect(with3s?.isAvailable(54_000)).toBe(true)
    expect(without?.isAvailable(54_000)).toBe(false)
  })
})

describe('CassandraPhiAccrual', () => {
  it('does not learn intervals above its cap', () => {
    const detector = regular(new CassandraPhiAccrual({ windowSize: 20 }), 50)
    detector.heartbeat(53_000)
    expect(detector.ratio(54_000)).toBeCloseTo(1, 9)
    detector.heartbeat(54_500)
    expect(detector.ratio(54_500 + 1025)).toBeCloseTo(1, 9)
  })

  it('holds its verdict after a pause of its own, and as long again', () => {
    const detector = regular(new CassandraPhiAccrual({ windowSize: 20 }), 50)
    detector.isAvailable(50_000)
    const verdicts = [80_000, 82_000, 84_000, 84_999, 85_000].map((now) => detector.isAvailable(now))
    expect(verdicts).toEqual([true, true, true, true, false])
  })

  it('judges at once after a pause if its guard is off', () => {
    for (const maxLocalPauseMs of [0, Number.POSITIVE_INFINITY]) {
      const detector = regular(new CassandraPhiAccrual({ windowSize: 20, maxLocalPauseMs }), 50)
      detector.isAvailable(50_000)
      expect(detector.isAvailable(80_000)).toBe(false)
      detector.resume(80_000)
      expect([detector.isAvailable(81_000), detector.isAvailable(110_000)]).toEqual([true, false])
    }
  })
})
