import { describe, expect, it } from 'vitest'
import { RecentMap } from './recent-map.ts'

describe('a map of what is recent', () => {
  it('lets the oldest go when it is full', () => {
    const map = new RecentMap<string, number>(2)
    expect([map.set('a', 1), map.set('b', 2), map.set('c', 3)]).toEqual([undefined, undefined, 1])
    expect([...map.keys()]).toEqual(['b', 'c'])
    expect([map.has('a'), map.get('b'), map.size]).toEqual([false, 2, 2])
  })

  it('does not make an entry younger by giving it another value', () => {
    const map = new RecentMap<string, number>(2)
    for (const [key, value] of [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
    ] as const)
      map.set(key, value)
    expect([...map.values()]).toEqual([2, 4])
    expect([map.delete('b'), map.delete('b'), map.size]).toEqual([true, false, 1])
  })
})
