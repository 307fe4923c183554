import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../test/support/sha256.ts'
import type { PeerId } from '../../core/env.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { HYPARVIEW_TAGS, RELAY_TAGS } from '../../core/tags.ts'
import { HyParView } from '../../sampling/hyparview/hyparview.ts'
import { Simulation } from '../../sim/index.ts'
import { AnnounceRelay } from './announce/announce-relay.ts'
import { BatchRelay, type BatchSetup } from './batch/batch-relay.ts'

const { announce, request, item, notFound, stem: _, ...batchTags } = RELAY_TAGS
const SIZE = 60

/** Relays over HyParView in virtual time. */
class Net {
  readonly sim: Simulation
  readonly relays: AnnounceRelay[] = []
  readonly batches: BatchRelay[] = []
  /** By message: how often each node was given it. */
  readonly #given = new Map<number, Map<number, number>>()

  constructor(seed: number, loss = 0, push: BatchSetup['push'] = 'compact') {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, loss } })
    this.sim.onEvent(({ index }, event) => this.#onDelivered(index, event as DeliveredEvent))
    for (let i = 0; i < SIZE; i++) {
      this.#add(push)
      this.sim.run(20)
    }
    this.sim.run(60_000)
  }

  /** How many nodes were given a message exactly once. */
  reached(id: number): number {
    return [...(this.#given.get(id)?.values() ?? [])].filter((times) => times === 1).length
  }

  #add(push: BatchSetup['push']): void {
    let overlay: HyParView | undefined
    const hash = sha256
    this.sim.addNode((env) => {
      const stack = new Stack(env)
      const own = stack.add(HYPARVIEW_TAGS, (layer) => new HyParView(layer))
      const options = { trickleMs: 100, catchUpMs: 2000 }
      this.relays[env.self] = stack.add(
        { announce, request, item, notFound },
        (layer) => new AnnounceRelay(layer, own, { hash }, options),
      )
      const setup = { hash, push: push ?? 'compact' } as const
      this.batches[env.self] = stack.add(batchTags, (layer) => new BatchRelay(layer, own, setup, { catchUpMs: 2000 }))
      overlay = own
      return stack
    })
    if (this.sim.nodes.length > 1) overlay?.join((this.sim.workload.next() % (this.sim.nodes.length - 1)) as PeerId)
  }

  #onDelivered(node: number, { type, id }: { readonly type: string; readonly id: number }): void {
    if (type !== 'delivered' && type !== 'batch') return
    const given = this.#given.get(id) ?? new Map<number, number>()
    given.set(node, (given.get(node) ?? 0) + 1)
    this.#given.set(id, given)
  }
}

describe('announce–request over an overlay', () => {
  it.each([1, 2])('brings each message to all once, with one payload for each node, seed %i', (seed) => {
    const net = new Net(seed)
    const ids = [3, 30, 59].map((node) => net.relays[node]?.broadcast(Uint8Array.of(node)) as number)
    net.sim.run(10_000)
    expect(ids.map((id) => net.reached(id))).toEqual([SIZE, SIZE, SIZE])
    expect(net.relays.reduce((sum, { counters }) => sum + counters.payloads, 0)).toBe(3 * (SIZE - 1))
  })

  it.each([1, 2])('brings it to all in time though a fifth of all datagrams is lost, seed %i', (seed) => {
    const net = new Net(seed, 0.2)
    const ids = Array.from({ length: 20 }, (__, node) => net.relays[node]?.broadcast(Uint8Array.of(node)) as number)
    net.sim.run(60_000)
    expect(ids.map((id) => net.reached(id))).toEqual(ids.map(() => SIZE))
  })
})

describe('batches over an overlay', () => {
  it.each(['compact', 'root'] as const)('reach all once though a fifth of all datagrams is lost: %s', (push) => {
    const net = new Net(4, 0.2, push)
    const payloads = Array.from({ length: 20 }, (__, i) => Uint8Array.of(i, 7, 7, 7))
    for (const [node, payload] of payloads.entries()) net.relays[node]?.broadcast(payload)
    net.sim.run(3000)
    const ids = [0, 1, 2, 3].map((at) => {
      net.sim.run(1000)
      return net.batches[at]?.broadcast(Uint8Array.of(at), payloads.slice(5 * at, 5 * at + 5)) as number
    })
    net.sim.run(90_000)
    expect(ids.map((id) => net.reached(id))).toEqual([SIZE, SIZE, SIZE, SIZE])
  })

  it('are whole at once nearly everywhere when their items have had time', () => {
    const net = new Net(5)
    const payloads = Array.from({ length: 40 }, (__, i) => Uint8Array.of(i, 7, 7, 7))
    for (const [node, payload] of payloads.entries()) net.relays[node]?.broadcast(payload)
    net.sim.run(10_000)
    net.batches[7]?.broadcast(Uint8Array.of(1), payloads)
    net.sim.run(10_000)
    const atOnce = net.batches.reduce((sum, { counters }) => sum + counters.atOnce, 0)
    expect(atOnce).toBe(SIZE - 1)
    expect(net.batches.every(({ pooled }) => pooled === 0)).toBe(true)
  })
})
