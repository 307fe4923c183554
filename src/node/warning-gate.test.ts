import { describe, expect, it } from 'vitest'
import { WarningGate } from './warning-gate.ts'

describe('warnings', () => {
  it('pass once a minute for each peer and reason', () => {
    let now = 0
    const gate = new WarningGate(() => now)
    const passes = (code: string, peer?: string): boolean => gate.passes({ code, message: `at ${now}`, peer })
    expect([passes('a', 'x'), passes('a', 'x'), passes('b', 'x'), passes('a', 'y'), passes('a')]).toEqual([
      true,
      false,
      true,
      true,
      true,
    ])
    now = 59_999
    expect(passes('a', 'x')).toBe(false)
    now = 60_000
    expect([passes('a', 'x'), passes('a', 'x')]).toEqual([true, false])
  })
})
