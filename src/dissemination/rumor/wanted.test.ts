import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { type Announcer, LAST_ASKED_CYCLES, Wanted } from './wanted.ts'

const by = (peer: number, counter = 0): Announcer => ({ peer: peer as PeerId, counter })

describe('what is wanted', () => {
  it('is asked for at the first who tells of it, and later at the others, each once', () => {
    const wanted = new Wanted()
    expect([1, 2, 2, 3].map((peer) => wanted.note(7, by(peer), 0))).toEqual([true, false, false, false])
    expect([1, 2].map((peer) => wanted.isAsked(7, peer as PeerId))).toEqual([true, false])
    const asked: [number, number][] = []
    for (let cycle = 1; cycle <= LAST_ASKED_CYCLES; cycle++) {
      for (const { peer } of wanted.turn(cycle)) asked.push([cycle, peer])
    }
    expect(asked).toEqual([
      [2, 2],
      [4, 3],
    ])
    expect(wanted.size).toBe(0)
    expect(wanted.note(7, by(1), 20)).toBe(true)
  })

  it('tells when it has come who told of it, and is wanted no more', () => {
    const wanted = new Wanted()
    for (const [peer, counter] of [
      [1, 2],
      [2, 4],
    ] as const)
      wanted.note(7, by(peer, counter), 0)
    expect(wanted.take(7)).toEqual([by(1, 2), by(2, 4)])
    expect([wanted.has(7), wanted.take(7)]).toEqual([false, []])
  })

  it('is bounded, in all and for each who tells of things', () => {
    const wanted = new Wanted()
    const ofOne = Array.from({ length: 1000 }, (_, id) => wanted.note(id, by(1), 0)).filter((isAsked) => isAsked)
    expect(ofOne).toHaveLength(128)
    expect(wanted.note(5000, by(2), 0)).toBe(true)
    for (let id = 10_000; id < 100_000; id++) wanted.note(id, by(id), 0)
    expect(wanted.size).toBe(4096)
    for (let cycle = 1; cycle < 20; cycle++) wanted.turn(cycle)
    expect(wanted.size).toBe(0)
    expect(wanted.note(1, by(1), 30)).toBe(true) // and who told of too much begins anew
  })
})
