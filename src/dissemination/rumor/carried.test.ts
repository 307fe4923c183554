import { describe, expect, it } from 'vitest'
import { Carried, type CarriedRumor } from './carried.ts'
import { counterRule } from './stopping/counter-rule.ts'
import { NO_END_RULE } from './stopping/no-end-rule.ts'

function rumor(id: number, heardIn = 0, k?: number): Pick<CarriedRumor, 'id' | 'hops' | 'heardIn' | 'interest'> {
  const rule = k === undefined ? NO_END_RULE : counterRule(k, true)
  return { id, hops: 1, heardIn, interest: rule.begin() }
}

const ids = (rumors: readonly CarriedRumor[]): number[] => rumors.map(({ id }) => id)

describe('what a node carries', () => {
  it('is told from the cycle after it was heard, until interest is lost', () => {
    const carried = new Carried(10, 100)
    carried.add(rumor(1, 5, 2), 0)
    expect([6, 7, 8].map((cycle) => ids(carried.turn(cycle)))).toEqual([[], [], [1]])
    expect(carried.size).toBe(0)
  })

  it('is dropped when it is too old, with the age that it came with and the time that was slept through', () => {
    const carried = new Carried(10, 20)
    carried.add(rumor(1), 15)
    carried.add(rumor(2), 0)
    expect(ids(carried.turn(4))).toEqual([])
    expect(ids(carried.turn(5))).toEqual([1])
    carried.miss(10)
    expect(carried.age(carried.get(2) as CarriedRumor, 6)).toBe(16)
    carried.add(rumor(3, 6), 0) // what came later has not slept
    expect(carried.age(carried.get(3) as CarriedRumor, 7)).toBe(1)
    expect(ids(carried.turn(10))).toEqual([2])
  })

  it('is bounded: the oldest goes for the newest', () => {
    const carried = new Carried(3, 100)
    const gone = [1, 2, 3, 4, 5].map((id) => carried.add(rumor(id), 0)?.id)
    expect(gone).toEqual([undefined, undefined, undefined, 1, 2])
    expect(ids(carried.some(10, 0))).toEqual([3, 4, 5])
  })

  it('has a turn for each, where a message has not room for all', () => {
    const carried = new Carried(100, 100)
    for (let id = 0; id < 25; id++) carried.add(rumor(id), 0)
    const told = new Set<number>()
    for (let cycle = 7; cycle < 12; cycle++) {
      const some = ids(carried.some(10, cycle))
      expect(new Set(some).size).toBe(10)
      for (const id of some) told.add(id)
    }
    expect(told.size).toBe(25)
  })
})
