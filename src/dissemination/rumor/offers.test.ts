import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { Offers } from './offers.ts'

const PEER = 1 as PeerId

describe('offers', () => {
  it('let a peer ask for as many payloads as it was told of, and nobody else for any', () => {
    const offers = new Offers(8)
    offers.make(PEER, 2, 0)
    offers.make(PEER, 1, 1)
    expect([offers.take(2 as PeerId, 5), offers.take(PEER, 2), offers.take(PEER, 5), offers.take(PEER, 5)]).toEqual([
      0, 2, 1, 0,
    ])
  })

  it('stand for some cycles after the last', () => {
    const offers = new Offers(8)
    offers.make(PEER, 2, 0)
    offers.make(2 as PeerId, 2, 1)
    offers.make(PEER, 2, 5)
    offers.turn(10)
    expect([offers.has(PEER), offers.has(2 as PeerId)]).toEqual([true, false])
    offers.turn(14)
    expect(offers.size).toBe(0)
  })

  it('are bounded, however many are told how much', () => {
    const offers = new Offers(8)
    for (let peer = 0; peer < 10_000; peer++) offers.make(peer as PeerId, 1, 0)
    expect(offers.size).toBe(4096)
    for (let i = 0; i < 100; i++) offers.make(PEER, 64, 0)
    expect(offers.take(PEER, 1_000_000)).toBe(1024)
  })
})
