import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../base/rng.ts'
import type { PeerId } from '../core/env.ts'
import { View } from './view.ts'

const rng = new Rng(1)
const random = (): number => rng.next()

function viewOf(capacity: number, ...peers: number[]): View {
  const view = new View(capacity)
  for (const peer of peers) view.add(peer as PeerId)
  return view
}

describe('a view', () => {
  it('holds each peer once, and no more than it has room for', () => {
    const view = viewOf(3, 1, 2)
    expect(view.add(1 as PeerId)).toBe(false)
    expect(view.add(3 as PeerId)).toBe(true)
    expect(view.isFull).toBe(true)
    expect(view.add(4 as PeerId)).toBe(false)
    expect(view.peers).toEqual([1, 2, 3])
    expect(view.remove(2 as PeerId)).toBe(true)
    expect(view.remove(2 as PeerId)).toBe(false)
    expect(view.peers).toEqual([1, 3])
  })

  it('gives each its turn, also while others come and go', () => {
    const view = viewOf(4, 1, 2, 3)
    expect([view.nextInTurn(), view.nextInTurn()]).toEqual([1, 2])
    view.remove(1 as PeerId)
    view.add(4 as PeerId)
    expect(Array.from({ length: 4 }, () => view.nextInTurn())).toEqual([3, 2, 4, 3])
    expect(viewOf(2).nextInTurn()).toBeUndefined()
  })

  it('draws each of those that fit about as often, and nobody else', () => {
    const view = viewOf(10, 0, 1, 2, 3, 4, 5)
    const drawn = new Map<number, number>()
    for (let i = 0; i < 3000; i++) {
      const peer = view.draw(random, (candidate) => candidate % 2 === 0) as number
      drawn.set(peer, (drawn.get(peer) ?? 0) + 1)
    }
    expect(new Set(drawn.keys())).toEqual(new Set([0, 2, 4]))
    for (const times of drawn.values()) expect(Math.abs(times - 1000)).toBeLessThan(150)
    expect(view.draw(random, () => false)).toBeUndefined()
  })

  it('samples different peers that fit, as many as there are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(100), { maxLength: 20 }), fc.nat(25), (peers, count) => {
        const fits = (peer: PeerId): boolean => peer % 3 !== 0
        const sample = viewOf(20, ...peers).sample(count, random, fits)
        const fitting = peers.filter((peer) => peer % 3 !== 0)
        expect(sample.length).toBe(Math.min(count, fitting.length))
        expect(new Set(sample).size).toBe(sample.length)
        expect(sample.every((peer) => fitting.includes(peer))).toBe(true)
      }),
    )
  })
})
