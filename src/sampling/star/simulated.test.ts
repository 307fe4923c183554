import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { Simulation } from '../../sim/index.ts'
import { Star } from './star.ts'

const SIZE = 12

/** A star whose leaves say something to their hub now and then. */
class Sky {
  readonly sim: Simulation
  readonly stars: Star[] = []

  constructor(seed: number) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 50, maxMs: 150 } } })
    const peers = Array.from({ length: SIZE }, (_, i) => i as PeerId)
    for (const peer of peers) this.sim.addNode((env) => (this.stars[peer] = new Star(env, peers)))
    for (let at = 0; at < 60_000; at += 500) this.sim.at(at, () => this.#speak())
  }

  /** Everybody's hub. */
  get hubs(): number[] {
    return this.stars.map(({ hub }) => hub)
  }

  /** Links that only one side knows. */
  get oneSided(): string[] {
    return this.stars.flatMap(({ neighbours }, a) =>
      neighbours.filter((b) => !this.stars[b]?.neighbours.includes(a as PeerId)).map((b) => `${a}-${b}`),
    )
  }

  #speak(): void {
    for (const [i, star] of this.stars.entries()) if (star.hub !== i) star.sent(star.hub)
  }
}

describe('a star in a network', () => {
  it.each([1, 2, 3])('has one hub on each side of a cut, and one again afterwards, seed %i', (seed) => {
    const sky = new Sky(seed)
    sky.sim.run(5000)
    expect(new Set(sky.hubs)).toEqual(new Set([0]))
    const heal = sky.sim.network.partition([0, 2, 4, 6, 8, 10], [1, 3, 5, 7, 9, 11])
    sky.sim.run(10_000)
    expect(sky.hubs).toEqual(Array.from({ length: SIZE }, (_, i) => i % 2))
    heal()
    sky.sim.run(5000)
    expect(new Set(sky.hubs)).toEqual(new Set([0]))
    sky.sim.run(30_000)
    expect(sky.oneSided).toEqual([])
  })

  it('gives the place of a dead hub to the next', () => {
    const sky = new Sky(1)
    sky.sim.run(5000)
    sky.sim.nodes[0]?.crash()
    sky.sim.run(10_000)
    expect(sky.hubs.slice(1)).toEqual(Array.from({ length: SIZE - 1 }, () => 1))
    expect([...(sky.stars[1] as Star).neighbours].toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })
})
