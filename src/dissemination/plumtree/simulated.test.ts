import { describe, expect, it } from 'vitest'
import type { Event } from '../../core/event.ts'
import type { PeerId } from '../../core/env.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS } from '../../core/tags.ts'
import { HyParView } from '../../sampling/hyparview/hyparview.ts'
import { Simulation } from '../../sim/index.ts'
import { Plumtree } from './plumtree.ts'

/** Plumtree over HyParView in virtual time. */
class Forest {
  readonly sim: Simulation
  readonly trees: Plumtree[] = []
  /** By message: how often each node was given it. */
  readonly #given = new Map<number, Map<number, number>>()

  constructor(seed: number, size: number, loss = 0) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, loss } })
    this.sim.onEvent(({ index }, event) => this.#onEvent(index, event))
    for (let i = 0; i < size; i++) {
      this.#add()
      this.sim.run(20)
    }
    this.sim.run(60_000)
  }

  get live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  /** A message of a random live node, or of this one. @returns its number, after `ms` */
  broadcast(ms = 3000, from = this.live[this.sim.workload.next() % this.live.length] as number): number {
    const id = (this.trees[from] as Plumtree).broadcast(Uint8Array.of(from))
    this.sim.run(ms)
    return id
  }

  /** How many live nodes were given a message exactly once. */
  reached(id: number): number {
    return this.live.filter((node) => this.#given.get(id)?.get(node) === 1).length
  }

  payloads(): number {
    return this.trees.reduce((sum, { counters }) => sum + counters.payloads, 0)
  }

  #add(): void {
    const contact = this.live[this.sim.workload.next() % Math.max(1, this.live.length)] as PeerId | undefined
    let overlay: HyParView | undefined
    this.sim.addNode((env) => {
      const stack = new Stack(env)
      const own = stack.add(HYPARVIEW_TAGS, (layer) => new HyParView(layer))
      this.trees[env.self] = stack.add(PLUMTREE_TAGS, (layer) => new Plumtree(layer, own))
      overlay = own
      return stack
    })
    if (contact !== undefined) overlay?.join(contact)
  }

  #onEvent(node: number, event: Event): void {
    const { type, id } = event as DeliveredEvent
    if (type !== 'delivered') return
    const given = this.#given.get(id) ?? new Map<number, number>()
    given.set(node, (given.get(node) ?? 0) + 1)
    this.#given.set(id, given)
  }
}

const SIZE = 200

describe('a broadcast tree', () => {
  it.each([1, 2, 3])(
    'brings each message to all, after a few with a payload for each node and no more, seed %i',
    (seed) => {
      const forest = new Forest(seed, SIZE)
      for (let i = 0; i < 8; i++) expect(forest.reached(forest.broadcast(3000, 0))).toBe(SIZE)
      const before = forest.payloads()
      expect(forest.reached(forest.broadcast(3000, 0))).toBe(SIZE)
      expect(forest.payloads() - before).toBe(SIZE - 1)
    },
  )

  it.each([1, 2, 3])('brings it to all from anywhere, seed %i', (seed) => {
    const forest = new Forest(seed, SIZE)
    for (let i = 0; i < 30; i++) expect(forest.reached(forest.broadcast())).toBe(SIZE)
  })

  it.each([1, 2, 3])('is mended by announcements when a quarter of its nodes crash, seed %i', (seed) => {
    const forest = new Forest(seed, SIZE)
    for (let i = 0; i < 8; i++) forest.broadcast(3000, 0)
    for (const node of forest.live.filter((index) => index % 4 === 1)) forest.sim.nodes[node]?.crash()
    const during = forest.broadcast(3000, 0)
    expect(forest.reached(during)).toBeGreaterThan(0.9 * forest.live.length)
    forest.sim.run(60_000) // the overlay notices and mends itself
    for (let i = 0; i < 8; i++) forest.broadcast(3000, 0)
    expect(forest.reached(forest.broadcast(3000, 0))).toBe(forest.live.length)
  })

  it.each([1, 2, 3])('loses next to nothing where a tenth of the datagrams is lost, seed %i', (seed) => {
    const forest = new Forest(seed, SIZE, 0.1)
    const shares = Array.from({ length: 20 }, () => forest.reached(forest.broadcast(5000)) / SIZE)
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.999)
  })

  it('leaves nobody outside of it for good: who was pruned by all is grafted again', () => {
    const forest = new Forest(5, SIZE)
    for (let i = 0; i < 20; i++) forest.broadcast()
    const lonely = forest.trees[9] as Plumtree
    for (const peer of lonely.eager)
      (forest.trees[peer] as Plumtree).onMessage(9 as PeerId, { tag: PLUMTREE_TAGS.prune })
    expect(forest.reached(forest.broadcast(3000, 0))).toBe(SIZE)
    expect(forest.trees.every(({ eager }) => eager.size > 0)).toBe(true)
  })
})
