import { describe, expect, it } from 'vitest'
import { isLife, lifeAfter, lifeOf, MOST_GENERATION } from './life.ts'

const least = (): number => 0
const most = (): number => 0xfffff

describe('a life', () => {
  it('of a later generation has the greater number, whatever chance says', () => {
    expect(lifeOf(3, least)).toBeGreaterThan(lifeOf(2, most))
    expect(lifeAfter(lifeOf(2, most), least)).toBeGreaterThan(lifeOf(2, most))
    expect(lifeOf(2, most)).not.toBe(lifeOf(2, least))
  })

  it('is a whole number, and not one after which there is none', () => {
    expect(isLife(lifeOf(MOST_GENERATION, most))).toBe(true)
    expect(isLife(lifeAfter(lifeOf(MOST_GENERATION, most), least))).toBe(false)
    expect([-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER].map(isLife)).toEqual([false, false, false, false])
  })
})
