import { describe, expect, it } from 'vitest'
import { type Links, oneSidedLinks, reachedByFlood } from '../../experiments/overlay/graph.ts'
import type { PeerId } from '../../core/env.ts'
import { Simulation } from '../../sim/index.ts'
import { HyParView } from './hyparview.ts'
import type { HyParViewOptions } from './options.ts'

const LATENCY = { kind: 'uniform', minMs: 1, maxMs: 50 } as const

/** An overlay in virtual time. */
class Overlay {
  readonly sim: Simulation
  readonly layers: HyParView[] = []
  readonly #options: Partial<HyParViewOptions>

  constructor(seed: number, options: Partial<HyParViewOptions> = {}) {
    this.sim = new Simulation({ seed, network: { latency: LATENCY } })
    this.#options = options
  }

  /** Adds nodes one by one, each joining through a random one of those before. */
  grow(count: number, everyMs = 20): void {
    for (let i = 0; i < count; i++) {
      this.add()
      this.sim.run(everyMs)
    }
  }

  add(): void {
    const contact = this.randomLive()
    this.sim.addNode((env) => {
      const layer = new HyParView(env, this.#options, {
        liveCount: this.live.length,
        randomLive: () => this.randomLive(env.self),
      })
      this.layers[env.self] = layer
      return layer
    })
    const added = this.layers.length - 1
    if (contact !== undefined) this.layers[added]?.join(contact)
  }

  /** Crashes a share of the live nodes. */
  crash(share: number): void {
    const live = this.live
    for (const node of live) if (this.sim.workload.next() / 2 ** 32 < share) this.sim.nodes[node]?.crash()
  }

  get live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  randomLive(but?: PeerId): PeerId | undefined {
    const live = this.live.filter((node) => node !== but)
    return live[this.sim.workload.next() % Math.max(1, live.length)] as PeerId | undefined
  }

  neighbours(node: number): readonly PeerId[] {
    return (this.layers[node] as HyParView).neighbours
  }

  get links(): Links {
    return new Map(this.live.map((node) => [node, this.neighbours(node)]))
  }

  /** The share of live nodes that have as many neighbours as they may. */
  fullShare(): number {
    const { live } = this
    const most = Math.min(5, live.length - 1)
    return live.filter((node) => this.neighbours(node).length === most).length / live.length
  }
}

describe('an overlay', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of 300 is connected, symmetric and nearly regular after the joins, seed %i',
    (seed) => {
      const overlay = new Overlay(seed)
      overlay.grow(300)
      overlay.sim.run(60_000)
      expect(oneSidedLinks(overlay.links)).toEqual([])
      expect(reachedByFlood(overlay.links)).toBe(300)
      expect(overlay.fullShare()).toBeGreaterThan(0.9)
    },
  )

  it.each([1, 2, 3, 4])('of two to seven knows everybody, seed %i', (seed) => {
    for (let size = 2; size <= 6; size++) {
      const overlay = new Overlay(seed)
      overlay.grow(size)
      overlay.sim.run(60_000)
      expect(oneSidedLinks(overlay.links)).toEqual([])
      expect(overlay.fullShare()).toBe(1)
    }
  })

  it.each([1, 2, 3, 4, 5, 6])('is one again when half of it has crashed at once, seed %i', (seed) => {
    const overlay = new Overlay(seed)
    overlay.grow(300)
    overlay.sim.run(60_000)
    overlay.crash(0.5)
    overlay.sim.run(60_000)
    expect(reachedByFlood(overlay.links)).toBe(overlay.live.length)
    expect(oneSidedLinks(overlay.links)).toEqual([])
    expect(overlay.fullShare()).toBeGreaterThan(0.8)
  })

  it('takes in those who come back under the same address, and forgets those who have left', () => {
    const overlay = new Overlay(9)
    overlay.grow(60)
    overlay.sim.run(60_000)
    for (const leaver of [3, 17, 40]) (overlay.layers[leaver] as HyParView).leave()
    overlay.sim.run(60_000)
    const remembered = overlay.layers.filter(({ neighbours }) => neighbours.some((peer) => [3, 17, 40].includes(peer)))
    expect(remembered).toEqual([])
    overlay.sim.nodes[5]?.restart((env) => {
      const layer = new HyParView(env)
      overlay.layers[5] = layer
      return layer
    })
    overlay.layers[5]?.join(0 as PeerId)
    overlay.sim.run(60_000)
    expect(overlay.neighbours(5).length).toBeGreaterThan(2)
  })

  it('heals after a cut: who has lost everybody enters anew', () => {
    const overlay = new Overlay(11)
    overlay.grow(100)
    overlay.sim.run(60_000)
    const [few, many] = [[0, 1, 2], Array.from({ length: 97 }, (_, i) => i + 3)]
    const heal = overlay.sim.network.partition(few, many)
    overlay.sim.run(120_000)
    heal()
    overlay.sim.run(120_000)
    expect(reachedByFlood(overlay.links)).toBe(100)
    expect(oneSidedLinks(overlay.links)).toEqual([])
  })
})
