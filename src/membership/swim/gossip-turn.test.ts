import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { SwimContext } from './context.ts'
import { GossipTurn } from './gossip-turn.ts'
import { MemberTable } from './member-table.ts'
import type { Row } from './members.ts'

/** A turn over members that nobody knows more of than their rows. */
function turnOver(members: number, isTold: (row: Row) => boolean): GossipTurn {
  const rng = new Rng(7)
  const random = (): number => rng.next()
  const table = new MemberTable()
  for (let i = 0; i < members; i++) table.add(`n${i}`, i as PeerId, random)
  return new GossipTurn({ table, random } as unknown as SwimContext, isTold)
}

describe('gossip rounds', () => {
  it('go to every member of a small cluster before anyone is told again', () => {
    const turn = turnOver(12, () => true)
    for (let i = 0; i < 20; i++) {
      const told = [0, 1, 2, 3].flatMap(() => turn.next(3))
      expect([...told].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    }
  })

  it('tell nobody twice where a turn ends and the next begins', () => {
    const turn = turnOver(5, () => true)
    for (let i = 0; i < 50; i++) {
      const told = turn.next(3)
      expect(new Set(told).size).toBe(3)
    }
  })

  it('reach everybody from wherever they begin', () => {
    const turn = turnOver(8, () => true)
    const told = Array.from({ length: 40 }, () => turn.next(2))
    for (let i = 0; i + 4 <= told.length; i++) expect(new Set(told.slice(i, i + 4).flat()).size).toBe(8)
  })

  it('ask again each time who is to be told, and reach all of them if they are few', () => {
    const told = new Set([1, 4])
    const turn = turnOver(6, (row) => told.has(row))
    expect(turn.next(3).sort((a, b) => a - b)).toEqual([1, 4])
    told.delete(4)
    told.add(5)
    expect(turn.next(3).sort((a, b) => a - b)).toEqual([1, 5])
    told.clear()
    expect(turn.next(3)).toEqual([])
  })

  it('go to random members of a large cluster', () => {
    const turn = turnOver(200, (row) => row % 2 === 0)
    const rounds = Array.from({ length: 100 }, () => turn.next(3))
    expect(rounds.every((rows) => new Set(rows).size === 3 && rows.every((row) => row % 2 === 0))).toBe(true)
    expect(new Set(rounds.flat()).size).toBeGreaterThan(80)
  })
})
