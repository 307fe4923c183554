import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { PeerSampler } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { BULK_TAGS } from '../../core/tags.ts'
import { Simulation } from '../../sim/index.ts'
import { Bulk } from './bulk.ts'
import type { BulkEvent } from './events.ts'
import { CHUNK_BYTES, chunksOf, HASH_BYTES, type Manifest, PAGE_CHUNKS, partsOf, partSize } from './manifest.ts'
import type { BulkMessage } from './messages.ts'
import type { PartStore } from './transfer.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest())

/** A payload of as many whole chunks, and a little more. */
function payloadOf(chunks: number): { manifest: Manifest; parts: Uint8Array[] } {
  const payload = new Uint8Array(chunks * CHUNK_BYTES + 100).map((_, i) => (i * 31 + (i >> 16)) & 255)
  const pieces = Array.from({ length: chunks + 1 }, (_, i) => payload.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES))
  const hashes = pieces.map(sha256)
  const pages: Uint8Array[] = []
  for (let at = 0; at < hashes.length; at += PAGE_CHUNKS) pages.push(Buffer.concat(hashes.slice(at, at + PAGE_CHUNKS)))
  const manifest = { size: payload.length, pages: new Uint8Array(Buffer.concat(pages.map(sha256))) }
  return { manifest, parts: [...pieces, ...pages.map((page) => new Uint8Array(page))] }
}

/** A store in memory. */
class Shelf implements PartStore {
  readonly parts: (Uint8Array | undefined)[]
  isBroken = false

  constructor(parts: readonly (Uint8Array | undefined)[]) {
    this.parts = [...parts]
  }

  read(part: number): Uint8Array {
    return this.parts[part] ?? new Uint8Array(0)
  }

  write(part: number, bytes: Uint8Array): void {
    if (this.isBroken) throw new Error('the disk is full')
    this.parts[part] = bytes.slice()
  }
}

/** Nodes that are all neighbours, and one payload. */
class Town {
  readonly sim: Simulation
  readonly bulks: Bulk[] = []
  readonly shelves: Shelf[] = []
  readonly done = new Set<number>()
  readonly failures: string[] = []
  readonly payload = payloadOf(40)

  constructor(seed: number, size: number, broken: Readonly<Record<number, (env: Env) => Layer>> = {}) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 1, maxMs: 5 } } })
    this.sim.onEvent(({ index }, event) => this.#onEvent(index, event as BulkEvent))
    for (let i = 0; i < size; i++) this.sim.addNode(broken[i] ?? ((env) => this.make(env, size)))
  }

  make(env: Env, size: number): Stack {
    const stack = new Stack(env)
    const neighbours = Array.from({ length: size }, (_, i) => i as PeerId).filter((peer) => peer !== env.self)
    const sampler: PeerSampler = { neighbours, sample: (count) => neighbours.slice(0, count) }
    this.bulks[env.self] = stack.add(BULK_TAGS, (own) => new Bulk(own, sampler, sha256))
    return stack
  }

  give(node: number): void {
    this.#open(node, this.payload.parts)
  }

  fetch(node: number, has: readonly (Uint8Array | undefined)[] = []): void {
    this.#open(node, has)
  }

  isWhole(node: number): boolean {
    return this.payload.parts.every((part, i) => Buffer.from(this.shelves[node]?.parts[i] ?? []).equals(part))
  }

  sum(key: keyof Bulk['counters']): number {
    return this.bulks.reduce((total, bulk) => total + bulk.counters[key], 0)
  }

  #open(node: number, parts: readonly (Uint8Array | undefined)[]): void {
    const { manifest } = this.payload
    const shelf = new Shelf(parts)
    this.shelves[node] = shelf
    const chunks = chunksOf(manifest)
    const all = Array.from({ length: partsOf(manifest) }, (_, i) => (i + chunks) % partsOf(manifest)) // pages first
    this.bulks[node]?.open(
      manifest,
      shelf,
      all.filter((part) => parts[part] !== undefined),
    )
  }

  #onEvent(node: number, event: BulkEvent): void {
    if (event.type === 'bulk-done') this.done.add(node)
    else if (event.type === 'bulk-failed') this.failures.push(`${node}: ${event.reason}`)
  }
}

describe('a large payload', () => {
  it.each([1, 2, 3])('reaches all, checked, each part once, and most of it not from who had it, seed %i', (seed) => {
    const town = new Town(seed, 10)
    town.give(0)
    for (let node = 1; node < 10; node++) town.fetch(node)
    town.sim.runUntil(() => town.done.size === 10, 60_000)
    for (let node = 0; node < 10; node++) expect(town.isWhole(node)).toBe(true)
    const parts = partsOf(town.payload.manifest)
    expect([town.sum('partsReceived'), town.sum('partsSent'), town.sum('unwanted')]).toEqual([9 * parts, 9 * parts, 0])
    expect(town.bulks[0]?.counters.partsSent).toBeLessThan(4 * parts)
  })

  it('goes on where it was after an end in the middle; what was spoilt meanwhile comes again', () => {
    const town = new Town(1, 4)
    town.give(0)
    for (let node = 1; node < 4; node++) town.fetch(node)
    town.sim.runUntil(() => (town.bulks[3]?.counters.partsReceived ?? 0) >= 20, 60_000)
    const half = [...(town.shelves[3] as Shelf).parts]
    const kept = half.filter((part) => part !== undefined).length
    half[half.findIndex((part) => part !== undefined)] = new Uint8Array(CHUNK_BYTES)
    town.sim.nodes[3]?.crash()
    town.sim.run(1000)
    town.sim.nodes[3]?.restart((env) => town.make(env, 4))
    town.fetch(3, half)
    town.sim.runUntil(() => town.done.has(3), 60_000)
    expect(town.isWhole(3)).toBe(true)
    expect(town.bulks[3]?.counters.partsReceived).toBe(partsOf(town.payload.manifest) - kept + 1)
  })

  it('comes from others when who had it first is gone', () => {
    const town = new Town(2, 5)
    town.give(0)
    for (let node = 1; node < 5; node++) town.fetch(node)
    const held = (): number =>
      new Set(town.shelves.slice(1).flatMap(({ parts }) => Object.keys(parts.filter((p) => p)))).size
    const everywhere = (): boolean =>
      town.payload.parts.every((_, i) => town.shelves.slice(1).some(({ parts }) => parts[i]))
    town.sim.runUntil(everywhere, 60_000)
    expect(held()).toBeGreaterThan(0)
    town.sim.nodes[0]?.crash()
    town.sim.runUntil(() => town.done.size === 5, 60_000)
    for (let node = 1; node < 5; node++) expect(town.isWhole(node)).toBe(true)
  })

  it.each([
    ['rubbish', 'bad'],
    ['nothing', 'stalled'],
  ] as const)('is fetched elsewhere from who claims to have it and sends %s', (what, counter) => {
    const liar = (env: Env): Layer => ({
      start() {},
      onTimer() {},
      onEvent() {},
      onMessage(from, message) {
        const told = message as BulkMessage
        const send = (answer: BulkMessage): void => env.send(from, answer, 'link')
        const bits = new Uint8Array(6).fill(255)
        if (told.tag === BULK_TAGS.have) send({ tag: BULK_TAGS.have, id: told.id, first: 0, bits, isQuestion: false })
        if (told.tag !== BULK_TAGS.want || what === 'nothing') return
        for (const part of told.parts) {
          const bytes = new Uint8Array(partSize(payloadOf(40).manifest, part))
          send({ tag: BULK_TAGS.part, id: told.id, part, bytes })
        }
      },
    })
    const town = new Town(3, 3, { 2: liar })
    town.fetch(1)
    town.sim.run(100)
    town.give(0)
    town.sim.runUntil(() => town.done.has(1), 120_000)
    expect(town.isWhole(1)).toBe(true)
    expect(town.bulks[1]?.counters[counter]).toBeGreaterThan(0)
  })

  it('ends here if it cannot be kept, and nowhere else', () => {
    const town = new Town(1, 3)
    town.give(0)
    town.fetch(1)
    town.fetch(2)
    ;(town.shelves[2] as Shelf).isBroken = true
    town.sim.runUntil(() => town.done.has(1), 60_000)
    expect(town.failures).toEqual(['2: the disk is full'])
    expect([town.bulks[2]?.transfers, town.isWhole(1)]).toEqual([0, true])
  })

  it('that nobody asked for, or of which there are too many, is refused', () => {
    const town = new Town(1, 2)
    town.give(0)
    const id = new Uint8Array(HASH_BYTES)
    const stray: BulkMessage[] = [
      { tag: BULK_TAGS.part, id, part: 0, bytes: new Uint8Array(9) },
      { tag: BULK_TAGS.want, id, parts: [0, 1e9, -1] },
      { tag: BULK_TAGS.got, id, parts: [7] },
    ]
    for (const message of stray) town.bulks[0]?.onMessage(1 as PeerId, message)
    town.sim.run(100)
    expect([town.sum('partsReceived'), town.sum('partsSent')]).toEqual([0, 0])
    const open = (i: number): unknown =>
      town.bulks[1]?.open({ size: i, pages: new Uint8Array(HASH_BYTES) }, new Shelf([]))
    for (let i = 1; i <= 64; i++) open(i)
    expect(() => open(65)).toThrow('more than 64 large payloads')
  })
})
