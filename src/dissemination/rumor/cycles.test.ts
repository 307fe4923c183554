import { describe, expect, it } from 'vitest'
import { Cycles } from './cycles.ts'

describe('cycles', () => {
  it('are counted from a phase on', () => {
    const cycles = new Cycles(100, 30)
    expect([29, 30, 129.9, 130].map((now) => cycles.at(now))).toEqual([-1, 0, 0, 1])
    expect([29, 30, 129, 130].map((now) => cycles.untilNext(now))).toEqual([1, 100, 1, 100])
  })

  it('are never waited for so shortly that a clock which stands still would be asked without end', () => {
    expect(new Cycles(100, 0).untilNext(99.999_999_9)).toBe(1)
  })
})
