import { describe, expect, it } from 'vitest'
import { below } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { DeliveredEvent, PeerSampler } from '../../core/ports.ts'
import { UniformSampler } from '../../sampling/uniform/uniform-sampler.ts'
import { WeightedSampler } from '../../sampling/weighted/weighted-sampler.ts'
import { Simulation } from '../../sim/index.ts'
import type { RumorOptions } from './options.ts'
import { Rumor } from './rumor.ts'

const SIZE = 60

function everybody(env: Env): PeerSampler {
  const others = Array.from({ length: SIZE }, (_, i) => i as PeerId).filter((peer) => peer !== env.self)
  return new UniformSampler({
    node: 'self',
    liveCount: SIZE,
    members: () => others.map((peer) => ({ node: `n${peer}`, peer, state: 'alive' }) as never),
    randomLive: () => others[below(() => env.random(), others.length)],
  })
}

/** A cluster in virtual time, its cycles out of step. */
class Crowd {
  readonly sim: Simulation
  readonly layers: Rumor[] = []
  readonly #given = new Map<number, number[]>()

  constructor(seed: number, options: Partial<RumorOptions>, loss = 0, sampler = everybody) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 5, maxMs: 40 }, loss } })
    this.sim.onEvent(({ index }, event) => {
      const { type, id } = event as DeliveredEvent
      const given = this.#given.get(id) ?? []
      if (type === 'delivered') this.#given.set(id, [...given, index])
    })
    for (let i = 0; i < SIZE; i++) {
      this.sim.addNode((env) => {
        const layer = new Rumor(env, sampler(env), options)
        this.layers.push(layer)
        return layer
      })
    }
    this.sim.run(1000)
  }

  /** Nodes that were given a rumour of this node, each counted as often as it was given it. */
  spread(from: number): number {
    const id = (this.layers[from] as Rumor).broadcast(Uint8Array.of(from))
    this.sim.run(15_000)
    return this.#given.get(id)?.length ?? 0
  }

  sum(key: 'bodies' | 'tellings'): number {
    return this.layers.reduce((sum, { counters }) => sum + counters[key], 0)
  }
}

describe('rumours in a cluster', () => {
  it.each([1, 2, 3])('reach all once as they ship, each payload sent to each once, seed %i', (seed) => {
    const crowd = new Crowd(seed, {})
    for (let from = 0; from < 10; from++) expect(crowd.spread(from)).toBe(SIZE)
    expect(crowd.sum('bodies')).toBe(10 * (SIZE - 1))
    expect(crowd.sum('tellings')).toBeLessThan(10 * SIZE * 9)
  })

  it.each<Partial<RumorOptions>>([
    { mode: 'pull' },
    { mode: 'push', k: 12 },
    { stop: 'median-counter', k: 4 },
    { stop: 'blind-counter', k: 12 },
    { mode: 'pull', stop: 'no-end', bodies: 'at-once' },
    { mode: 'push', stop: 'infect-and-die', fanout: 15, bodies: 'at-once' },
  ])('reach all once by other ways: %o', (options) => {
    const crowd = new Crowd(4, options)
    for (let from = 0; from < 5; from++) expect(crowd.spread(from)).toBe(SIZE)
  })

  it('reach nearly all where a fifth of the datagrams is lost, payloads too', () => {
    const crowd = new Crowd(5, {}, 0.2)
    const reached = Array.from({ length: 10 }, (_, from) => crowd.spread(from))
    expect(Math.max(...reached)).toBe(SIZE)
    expect(reached.reduce((sum, count) => sum + count, 0) / (10 * SIZE)).toBeGreaterThan(0.99)
  })

  it('reach all by neighbours that are drawn by weight', () => {
    const near = (env: Env): PeerSampler =>
      new WeightedSampler(
        everybody(env),
        (peer) => 1 / (1 + Math.abs(peer - env.self)),
        () => env.random(),
      )
    const crowd = new Crowd(6, {}, 0, near)
    for (let from = 0; from < 5; from++) expect(crowd.spread(from)).toBe(SIZE)
  })

  it('leave nothing behind that is told for ever', () => {
    const crowd = new Crowd(7, {})
    crowd.spread(0)
    expect(crowd.layers.every(({ carried, held }) => carried === 0 && held.bytes === 0)).toBe(true)
  })
})
