import { describe, expect, it } from 'vitest'
import {
  bothWays,
  clustering,
  deadShare,
  distancesFrom,
  inDegrees,
  type Links,
  meanPath,
  oneSidedLinks,
  reachedByFlood,
} from './graph.ts'
import { deviation, within } from './moments.ts'

/** A triangle 1, 2, 3 with a tail to 4; 1 also knows 9, which is dead. */
const LINKS: Links = new Map([
  [1, [2, 3, 9]],
  [2, [1, 3]],
  [3, [1, 2, 4]],
  [4, []],
])

describe('an overlay as a graph', () => {
  it('tells which links only one side knows, those to the dead included', () => {
    expect(oneSidedLinks(LINKS)).toEqual(['1 knows 9', '3 knows 4'])
  })

  it('knows how far it is to whom, and whom a flood reaches', () => {
    expect(Object.fromEntries(distancesFrom(LINKS, 1))).toEqual({ 1: 0, 2: 1, 3: 1, 4: 2 })
    expect(reachedByFlood(LINKS)).toBe(4)
    expect(reachedByFlood(new Map())).toBe(0)
    expect(
      meanPath(
        new Map([
          [1, [2]],
          [2, [1]],
        ]),
        5,
        () => 0,
      ),
    ).toBe(1)
  })

  it('taken both ways has every link on both sides, and no dead', () => {
    const both = bothWays(LINKS)
    expect(oneSidedLinks(both)).toEqual([])
    expect(both.get(4)).toEqual([3])
    expect(both.get(1)).toEqual([2, 3])
  })

  it('is as clustered as pairs of neighbours know one another', () => {
    expect(clustering(bothWays(LINKS))).toBeCloseTo((1 + 1 + 1 / 3 + 0) / 4, 9)
  })

  it('counts by how many each is known, and how many links lead nowhere', () => {
    expect(inDegrees(LINKS)).toEqual([2, 2, 2, 1])
    expect(deadShare(LINKS)).toBe(1 / 8)
    expect(deadShare(new Map())).toBe(0)
  })
})

describe('values', () => {
  it('have a deviation, and a share near their mean', () => {
    expect(deviation([1, 1, 3, 3])).toBe(1)
    expect(within([10, 10, 10, 14], 0.1)).toBe(0.75)
  })
})
