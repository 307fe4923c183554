import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng, unit } from '../../base/rng.ts'
import { AdaptiveThreshold, type AdaptiveThresholdOptions } from './adaptive-threshold.ts'

/** Milliseconds that pass; undefined is a false alarm. */
type Step = number | undefined

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(fc.constant(undefined), fc.double({ min: 0, max: 1e7, noNaN: true })),
  { maxLength: 300 },
)

const options: fc.Arbitrary<AdaptiveThresholdOptions> = fc
  .record({
    targetIntervalMs: fc.integer({ min: 1, max: 10_000_000 }),
    least: fc.double({ min: 0, max: 10, noNaN: true }),
    room: fc.double({ min: 0, max: 30, noNaN: true }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    step: fc.double({ min: 0.01, max: 5, noNaN: true }),
  })
  .map(({ targetIntervalMs, least, room, at, step }) => {
    const most = least + room
    return { targetIntervalMs, least, most, step, start: Math.min(most, least + at * room) }
  })

function apply(threshold: AdaptiveThreshold, step: Step): void {
  if (step === undefined) threshold.onFalseAlarm()
  else threshold.observe(step)
}

/** Heartbeats of which one in 10^phi / badness comes later than φ tells, one a second. @returns false alarms */
function listen(threshold: AdaptiveThreshold, seconds: number, rng: Rng, badness = 1): number {
  const before = threshold.falseAlarms
  for (let i = 0; i < seconds; i++) {
    threshold.observe(1000)
    if (unit(() => rng.next()) < badness * Math.pow(10, -threshold.value)) threshold.onFalseAlarm()
  }
  return threshold.falseAlarms - before
}

describe('an adaptive threshold', () => {
  it('never leaves its bounds', () => {
    fc.assert(
      fc.property(options, steps, (given, all) => {
        const threshold = new AdaptiveThreshold(given)
        for (const step of all) {
          apply(threshold, step)
          expect(threshold.value).toBeGreaterThanOrEqual(given.least)
          expect(threshold.value).toBeLessThanOrEqual(given.most)
        }
      }),
    )
  })

  it('keeps false alarms within the target and one run through its range, in any order of things', () => {
    fc.assert(
      fc.property(options, steps, (given, all) => {
        const threshold = new AdaptiveThreshold(given)
        let counted = 0
        for (const step of all) {
          if (step === undefined && threshold.value + given.step <= given.most) counted++
          apply(threshold, step)
        }
        const bound = threshold.observedMs / given.targetIntervalMs + (given.most - given.least) / given.step
        expect(counted).toBeLessThanOrEqual(bound * (1 + 1e-9) + 1e-9)
      }),
    )
  })

  it('only ever rises by a false alarm, and only ever falls by observation', () => {
    fc.assert(
      fc.property(options, steps, (given, all) => {
        const threshold = new AdaptiveThreshold(given)
        for (const step of all) {
          const before = threshold.value
          apply(threshold, step)
          if (step === undefined) expect(threshold.value).toBeGreaterThanOrEqual(before)
          else expect(threshold.value).toBeLessThanOrEqual(before)
        }
      }),
    )
  })

  it('comes down from any burst in a time that can be said beforehand', () => {
    const threshold = new AdaptiveThreshold({ targetIntervalMs: 60_000, least: 2, most: 12, start: 8, step: 0.5 })
    for (let i = 0; i < 1000; i++) threshold.onFalseAlarm()
    expect(threshold.value).toBe(12)
    threshold.observe(19 * 60_000)
    expect(threshold.value).toBeCloseTo(2.5, 9)
    threshold.observe(60_000)
    expect(threshold.value).toBeCloseTo(2, 9)
  })

  it('finds the rate that was asked for, and finds it again when the network gets worse', () => {
    for (const seed of [1, 2]) {
      const rng = new Rng(seed)
      const threshold = new AdaptiveThreshold({ targetIntervalMs: 500_000, step: 0.1 })
      listen(threshold, 100_000, rng)
      expect(Math.abs(listen(threshold, 500_000, rng) / 1000 - 1)).toBeLessThan(0.1)
      listen(threshold, 100_000, rng, 30)
      expect(Math.abs(listen(threshold, 500_000, rng, 30) / 1000 - 1)).toBeLessThan(0.1)
      expect(Math.abs(threshold.value - Math.log10(500 * 30))).toBeLessThan(1)
    }
  })

  it('is not moved by being looked at', () => {
    const threshold = new AdaptiveThreshold()
    threshold.onFalseAlarm()
    for (let i = 0; i < 100; i++) expect(threshold.value).toBe(8.5)
  })

  it('says what is wrong with its settings', () => {
    expect(() => new AdaptiveThreshold({ start: 20 })).toThrow('start is 20, but must be from least (1) to most (16)')
    expect(() => new AdaptiveThreshold({ step: 0 })).toThrow('AdaptiveThreshold.step is 0')
    expect(() => new AdaptiveThreshold().observe(Number.NaN)).toThrow(RangeError)
  })
})
