import { describe, expect, it } from 'vitest'
import { RecentRing } from './recent-ring.ts'

const MEBIBYTE = 1 << 20

interface Item {
  readonly id: number
  readonly bytes: number
}

function ringOf(size: number): RecentRing<Item> {
  return new RecentRing(
    size,
    (a, b) => a.id === b.id,
    ({ bytes }) => bytes,
  )
}

describe('a ring of what arrived lately', () => {
  it('admits each thing once, and nothing that is older than the ring', () => {
    const ring = ringOf(4)
    expect(ring.admit(1, { id: 1, bytes: 1 }, 2)).toBe(true)
    expect(ring.admit(1, { id: 1, bytes: 1 }, 2)).toBe(false)
    expect(ring.admit(1, { id: 2, bytes: 1 }, 2)).toBe(true)
    expect(ring.admit(9, { id: 3, bytes: 1 }, 10)).toBe(true)
    expect(ring.admit(1, { id: 4, bytes: 1 }, 10)).toBe(false)
  })

  it('takes no more than 8 MiB, until later times have made room', () => {
    const ring = ringOf(4)
    let clock = 0
    const admit = (ltime: number, id: number): boolean => {
      clock = Math.max(clock, ltime + 1)
      return ring.admit(ltime, { id, bytes: MEBIBYTE }, clock)
    }
    const admitted = Array.from({ length: 20 }, (_, id) => admit(1 + (id % 4), id)).filter(Boolean)
    expect(admitted).toHaveLength(8)
    expect(admit(4, 100)).toBe(false)
    expect(admit(5, 101)).toBe(true) // the two of time 1 are gone
    expect([admit(5, 102), admit(5, 103)]).toEqual([true, false])
  })

  it('takes no more than 1,024 things of one time', () => {
    const ring = ringOf(4)
    const admitted = Array.from({ length: 2000 }, (_, id) => ring.admit(1, { id, bytes: 1 }, 2)).filter(Boolean)
    expect(admitted).toHaveLength(1024)
  })
})
