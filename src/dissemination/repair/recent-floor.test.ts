import { describe, expect, it } from 'vitest'
import { RecentFloor } from './recent-floor.ts'

describe('the least number that is young', () => {
  it('is that of the first post within the time, to a second', () => {
    const floor = new RecentFloor(10_000)
    const at = (now: number): number[] => Object.values(floor.next(now))
    expect([at(0), at(500), at(5000), at(10_000)]).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
    ])
    expect([at(10_001), at(16_000), at(100_000)]).toEqual([
      [5, 3],
      [6, 4],
      [7, 7],
    ])
  })
})
