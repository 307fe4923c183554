import { describe, expect, it } from 'vitest'
import { withoutDust } from './without-dust.ts'

describe('a number without dust', () => {
  it('has twelve digits that count, and is the same if it has fewer', () => {
    expect([0.1 + 0.2, 7 * 0.1, 1 / 3, -3e-7, 0, 1e21].map(withoutDust)).toEqual([
      0.3, 0.7, 0.333333333333, -3e-7, 0, 1e21,
    ])
  })
})
