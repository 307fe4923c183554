import { describe, expect, it } from 'vitest'
import { reachedByFlood } from '../../experiments/overlay/graph.ts'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'
import { WeightedSampler } from './weighted-sampler.ts'

const rng = new Rng(1)
const random = (): number => rng.next()

function all(size: number, but?: number): PeerSampler {
  const neighbours = Array.from({ length: size }, (_, i) => i as PeerId).filter((peer) => peer !== but)
  return { neighbours, sample: () => [] }
}

/** How often each of four peers is drawn first, of 4000 times. */
function firsts(weightOf: (peer: PeerId) => number, floor?: number): number[] {
  const times = [0, 0, 0, 0]
  const sampler = new WeightedSampler(all(4), weightOf, random, floor === undefined ? {} : { floor })
  for (let i = 0; i < 4000; i++) {
    const [peer] = sampler.sample(1)
    times[peer as number] = (times[peer as number] as number) + 1
  }
  return times
}

/** Whether 60 nodes in three zones that pick five each, nearly all of their own zone, are one. */
function isOne(floor: number): boolean {
  const zone = (node: number): number => node % 3
  const links = new Map<number, number[]>(Array.from({ length: 60 }, (_, i) => [i, []]))
  for (const [node, own] of links) {
    const weightOf = (peer: PeerId): number => (zone(peer) === zone(node) ? 1000 : 0.001)
    for (const peer of new WeightedSampler(all(60, node), weightOf, random, { floor }).sample(5)) {
      own.push(peer)
      links.get(peer)?.push(node)
    }
  }
  return reachedByFlood(links) === 60
}

describe('a weighted sample', () => {
  it('has peers in proportion to their weights, but for the share that passes over them', () => {
    const expected = [800, 1200, 1600, 400].map((byWeight) => 0.8 * byWeight + 0.2 * 1000)
    for (const [i, count] of firsts((peer) => [2, 3, 4, 1][peer] as number).entries()) {
      expect(Math.abs(count - (expected[i] as number))).toBeLessThan(130)
    }
  })

  it('never draws a weight of zero, unless nothing else is left or chance passes over it', () => {
    expect(firsts((peer) => (peer === 2 ? 1 : 0), 0)).toEqual([0, 0, 4000, 0])
    for (const count of firsts(() => Number.NaN, 0)) expect(count).toBeGreaterThan(800)
    expect(firsts((peer) => [-5, Number.POSITIVE_INFINITY, 1, 0][peer] as number, 0)).toEqual([0, 0, 4000, 0])
  })

  it('has different peers, all if that many are wanted', () => {
    const sampler = new WeightedSampler(all(10), (peer) => peer, random)
    expect(new Set(sampler.sample(4)).size).toBe(4)
    expect(new Set(sampler.sample(50))).toEqual(new Set(all(10).neighbours))
    expect(sampler.neighbours).toHaveLength(10)
  })

  it('keeps zones connected by its floor alone', () => {
    const runs = Array.from({ length: 100 })
    expect(runs.filter(() => isOne(0)).length).toBe(0)
    expect(runs.filter(() => isOne(0.2)).length).toBe(100)
  })

  it('refuses a floor that is no share', () => {
    expect(() => new WeightedSampler(all(2), () => 1, random, { floor: 1.5 })).toThrow('weighted.floor is 1.5')
  })
})
