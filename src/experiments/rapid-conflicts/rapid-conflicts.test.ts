import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import { countConflicts } from './conflicts.ts'
import { exactConflicts } from './exact-conflicts.ts'
import { rapidConflicts } from './rapid-conflicts.ts'

function conflicts(failures: number, high: number, low: number, orders = 2000): number {
  const rng = new Rng(7)
  const setup = { failures, observers: 10, watermarks: [{ high, low }] }
  return countConflicts(setup, orders, () => rng.next())[0] as number
}

describe('cut detection', () => {
  it('never proposes too little for one failure', () => {
    expect(conflicts(1, 9, 3)).toBe(0)
  })

  it('nearly always proposes too little without a margin between its watermarks', () => {
    expect(conflicts(16, 1, 1)).toBe(2000)
    expect(conflicts(16, 9, 1)).toBe(0)
  })

  it('of two failures counts the orders in which one is certain before the other is doubtful', () => {
    // H 2, L 2 of K 2: a conflict exactly if both alerts of one subject come before the second of the other, always
    const rng = new Rng(3)
    const setup = {
      failures: 2,
      observers: 2,
      watermarks: [
        { high: 2, low: 2 },
        { high: 2, low: 1 },
      ],
    }
    const [always, third] = countConflicts(setup, 30_000, () => rng.next()) as [number, number]
    expect(always).toBe(30_000)
    expect(third / 30_000).toBeCloseTo(1 / 3, 1) // aabb and bbaa of six orders
  })
})

describe('the exact probability', () => {
  it('is that of all six orders of two alerts about two subjects', () => {
    expect(exactConflicts(2, 2, { high: 2, low: 2 })).toBeCloseTo(1, 12)
    expect(exactConflicts(2, 2, { high: 2, low: 1 })).toBeCloseTo(1 / 3, 12)
    expect(exactConflicts(1, 10, { high: 9, low: 3 })).toBe(0)
  })
})

describe('the experiment', () => {
  it('runs in its small form, and its claims speak of what it measures', async () => {
    const done: number[] = []
    const context = {
      seed: 1,
      scale: 0.05,
      signal: new AbortController().signal,
      progress: (d: number) => done.push(d),
    }
    const measured = await rapidConflicts.run(context)
    expect(rapidConflicts.claims.filter((claim) => measured[claim.measure] === undefined)).toEqual([])
    expect(done.at(-1)).toBe(1)
  })
})
