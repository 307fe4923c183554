import { describe, expect, it } from 'vitest'
import { type Links, reachedByFlood } from '../../experiments/overlay/graph.ts'
import type { PeerId } from '../../core/env.ts'
import { Simulation } from '../../sim/index.ts'
import { Cyclon } from './cyclon.ts'

const OPTIONS = { viewSize: 10, shuffleSize: 4, shuffleIntervalMs: 1000 } as const
const CYCLE_MS = OPTIONS.shuffleIntervalMs

/** Nodes that join one by one, each through a random one of those before. */
class Overlay {
  readonly sim: Simulation
  readonly layers: Cyclon[] = []

  constructor(seed: number, size: number, loss = 0) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 1, maxMs: 50 }, loss } })
    for (let i = 0; i < size; i++) {
      this.add()
      this.sim.run(20)
    }
  }

  add(): number {
    const { live } = this
    const contact = live[this.sim.workload.next() % Math.max(1, live.length)] as PeerId | undefined
    this.sim.addNode((env) => {
      this.layers[env.self] = new Cyclon(env, OPTIONS)
      return this.layers[env.self] as Cyclon
    })
    const added = this.layers.length - 1
    if (contact !== undefined) this.layers[added]?.join(contact)
    return added
  }

  get live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  get links(): Links {
    return new Map(this.live.map((node) => [node, (this.layers[node] as Cyclon).neighbours]))
  }

  /** By how many live nodes each is known. */
  inDegrees(): number[] {
    const degrees = new Map(this.live.map((node) => [node, 0]))
    for (const peers of this.links.values()) {
      for (const peer of peers) if (degrees.has(peer)) degrees.set(peer, (degrees.get(peer) as number) + 1)
    }
    return [...degrees.values()]
  }

  deadShare(): number {
    const isLive = new Set(this.live)
    const known = [...this.links.values()].flat()
    return known.filter((peer) => !isLive.has(peer)).length / known.length
  }
}

function moments(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  return { mean, deviation: Math.sqrt(variance) }
}

describe('a Cyclon overlay', () => {
  it.each([1, 2, 3])('has everybody known about equally well, more than by chance, seed %i', (seed) => {
    const overlay = new Overlay(seed, 400)
    overlay.sim.run(60 * CYCLE_MS)
    const { mean, deviation } = moments(overlay.inDegrees())
    expect(mean).toBeGreaterThan(9.5) // an entry is under way now and then
    expect(deviation).toBeLessThan(2.2) // views drawn at random would have the root of 10, 3.2
    expect(reachedByFlood(overlay.links)).toBe(400)
  })

  it('forgets the dead within about as many exchanges as a view has places', () => {
    const overlay = new Overlay(4, 400)
    overlay.sim.run(40 * CYCLE_MS)
    for (const node of overlay.live.filter((index) => index % 2 === 0)) overlay.sim.nodes[node]?.crash()
    expect(overlay.deadShare()).toBeGreaterThan(0.4)
    overlay.sim.run(2 * OPTIONS.viewSize * CYCLE_MS)
    expect(overlay.deadShare()).toBeLessThan(0.01)
    expect(reachedByFlood(overlay.links)).toBe(200)
  })

  it('knows a newcomer as well as anybody after a moment', () => {
    const overlay = new Overlay(5, 400)
    overlay.sim.run(40 * CYCLE_MS)
    const newcomer = overlay.add()
    overlay.sim.run(CYCLE_MS)
    const known = [...overlay.links.values()].filter((peers) => peers.includes(newcomer as PeerId)).length
    expect(known).toBeGreaterThan(5)
    expect(overlay.layers[newcomer]?.neighbours.length).toBeGreaterThan(5)
  })

  it.each([6, 7, 8, 9])('lives with the loss of a tenth of its datagrams, seed %i', (seed) => {
    const overlay = new Overlay(seed, 300, 0.1)
    overlay.sim.run(100 * CYCLE_MS)
    expect(reachedByFlood(overlay.links)).toBe(300)
    expect(moments(overlay.inDegrees()).mean).toBeGreaterThan(7)
  })
})
