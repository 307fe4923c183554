import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../../test/support/sha256.ts'
import type { PeerId } from '../../../core/env.ts'
import type { DeliveredEvent, NeighbourEvent } from '../../../core/ports.ts'
import { RecordingEnv } from '../../../core/recording-env.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import { type Batch, batchId, batchOf, type CompactForm } from './batch.ts'
import { BatchRelay, type BatchSetup } from './batch-relay.ts'
import { compactForm } from './encode.ts'
import type { BatchEvent, BatchMessage } from './messages.ts'
import { type BatchOptions, batchOptions } from './options.ts'
import { ShortIds } from './short-ids.ts'

const HEADER = Uint8Array.of(1, 2, 3)
const QUIET = 1_000_000

function items(count: number, from = 0): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => Uint8Array.of(from + i, 0, 0, 0, 0, 0))
}

/** A node 0 whose neighbours are 1, 2, 3… */
function node(
  neighbours: number,
  options: Partial<BatchOptions> = {},
  setup: Partial<BatchSetup> = {},
): [BatchRelay, RecordingEnv] {
  const env = new RecordingEnv()
  const peers = Array.from({ length: neighbours }, (_, i) => (i + 1) as PeerId)
  const own = { requestTimeoutMs: 100, catchUpMs: QUIET, ...options }
  const layer = new BatchRelay(env, { neighbours: peers, sample: () => [] }, { hash: sha256, ...setup }, own)
  layer.start()
  return [layer, env]
}

function compact(batch: Batch, lacked: readonly number[] = [], options: Partial<BatchOptions> = {}): CompactForm {
  let draws = 1
  return compactForm(batch, lacked, { ...batchOptions(options), hash: sha256, random: () => draws++ })
}

function message(form: CompactForm): BatchMessage {
  return { tag: RELAY_TAGS.compact, ...form }
}

function sent(env: RecordingEnv): (readonly [number, BatchMessage])[] {
  return env.takeSent().map(({ to, message: own }) => [to, own as BatchMessage] as const)
}

function tags(env: RecordingEnv): string[] {
  return sent(env).map(([to, { tag }]) => `${to}:${tag}`)
}

function delivered(env: RecordingEnv): BatchEvent[] {
  return env.takeEvents() as BatchEvent[]
}

/** For each short id of a form of one byte each, an item of that name that is not in the batch. */
function namesakes({ header: own, nonce, shortIds }: CompactForm): Uint8Array[] {
  const names = new ShortIds(sha256, own, nonce, 1)
  return [...shortIds].map((id) => {
    for (let i = 0; ; i++) {
      const item = Uint8Array.of(9, i & 255, i >> 8)
      if (names.of(sha256(item)) === id) return item
    }
  })
}

const batch = batchOf(sha256, HEADER, items(10))
const ID = batchId(sha256, batch.header)
const header = { tag: RELAY_TAGS.header, header: batch.header } as const
const { header: H, mode: M, compact: C, batchRequest: R, itemsRequest: I, batch: B } = RELAY_TAGS

describe('a batch by short ids', () => {
  it('is whole at once for who has its items, and comes from below', () => {
    const [layer, env] = node(3)
    for (const payload of batch.items.slice(0, 9)) {
      layer.onEvent({ type: 'delivered', id: 1, from: 1, hops: 1, payload } as DeliveredEvent)
    }
    layer.offer(batch.items[9] as Uint8Array)
    layer.onMessage(2 as PeerId, message(compact(batch)))
    expect(delivered(env)).toEqual([{ type: 'batch', id: ID, from: 2, header: HEADER, items: batch.items }])
    expect(tags(env)).toEqual([`2:${M}`, `1:${H}`, `3:${H}`])
    expect([layer.counters.atOnce, layer.pooled, layer.favourites]).toEqual([1, 0, [2]])
  })

  it('needs nothing but itself if all it has is prefilled, and one more exchange if something is missing', () => {
    const [whole, wholeEnv] = node(1)
    const all = batch.items.map((_, i) => i)
    whole.onMessage(1 as PeerId, message(compact(batch, all)))
    expect(delivered(wholeEnv).length).toBe(1)
    const [layer, env] = node(1)
    for (const item of batch.items.slice(0, 6)) layer.offer(item)
    layer.onMessage(1 as PeerId, message(compact(batch, [7])))
    expect(sent(env)).toEqual([[1, { tag: I, id: ID, indexes: [6, 8, 9] }]])
    const missing = [6, 8, 9].map((index) => batch.items[index] as Uint8Array)
    layer.onMessage(1 as PeerId, { tag: RELAY_TAGS.items, id: ID, items: missing })
    expect(delivered(env)[0]).toMatchObject({ id: ID, items: batch.items })
    expect(layer.counters).toMatchObject({ atOnce: 0, withMissing: 1, fallbacks: 0 })
  })

  it('carries on what was sent whole and what was missing: others will lack it too', () => {
    const [layer, env] = node(2)
    for (const item of batch.items.slice(2)) layer.offer(item)
    layer.onMessage(2 as PeerId, { tag: M, isHigh: true })
    layer.onMessage(1 as PeerId, message(compact(batch, [0, 5])))
    layer.onMessage(1 as PeerId, { tag: RELAY_TAGS.items, id: ID, items: batch.items.slice(1, 2) })
    const passed = sent(env).find(([to, { tag }]) => to === 2 && tag === C)?.[1] as unknown as CompactForm
    expect(passed.prefilled.map(({ index }) => index)).toEqual([0, 1])
  })

  it('is asked for when its header was announced, of one announcer after the other', () => {
    const [layer, env] = node(3)
    for (const peer of [1, 2, 3]) layer.onMessage(peer as PeerId, header)
    env.advance(layer, 200)
    const request = { tag: R, id: ID, isFull: false }
    expect(sent(env)).toEqual([1, 2, 3].map((to) => [to, request]))
  })

  it('is asked for as a whole when its short ids made another batch of it', () => {
    const [layer, env] = node(2, { shortIdBytes: 1 })
    const form = compact(batch, [], { shortIdBytes: 1 })
    for (const foreign of namesakes(form)) layer.offer(foreign)
    layer.onMessage(1 as PeerId, message(form))
    expect(sent(env)).toEqual([[1, { tag: R, id: ID, isFull: true }]])
    expect(layer.counters.fallbacks).toBe(1)
    layer.onMessage(1 as PeerId, { tag: B, ...batch })
    expect(delivered(env).map(({ items: own }) => own)).toEqual([batch.items])
  })

  it('is asked of another when whoever was asked for all of it sends short ids again', () => {
    const [layer, env] = node(2, { shortIdBytes: 1 })
    const form = compact(batch, [], { shortIdBytes: 1 })
    for (const foreign of namesakes(form)) layer.offer(foreign)
    layer.onMessage(1 as PeerId, message(form))
    layer.onMessage(2 as PeerId, header)
    layer.onMessage(1 as PeerId, message(form))
    expect(tags(env)).toEqual([`1:${R}`, `2:${R}`])
    expect(layer.counters.rejected).toBe(1)
  })

  it('has what two known items may be sent, and is no other batch for it', () => {
    const [layer, env] = node(2, { shortIdBytes: 1 })
    const form = compact(batch, [], { shortIdBytes: 1 })
    for (const item of [...batch.items, ...namesakes(form).slice(4, 6)]) layer.offer(item)
    layer.onMessage(1 as PeerId, message(form))
    expect(sent(env)).toEqual([[1, { tag: I, id: ID, indexes: [4, 5] }]])
    expect(layer.counters.collisions).toBe(2)
  })

  it('is asked of another when whoever was asked for all of it sends other items', () => {
    const [layer, env] = node(2, {}, { push: 'root' })
    for (const peer of [1, 2]) layer.onMessage(peer as PeerId, header)
    layer.onMessage(1 as PeerId, { tag: B, header: batch.header, items: items(10, 50) })
    layer.onMessage(2 as PeerId, { tag: B, ...batch })
    expect(delivered(env).map(({ from }) => from)).toEqual([2])
    expect(layer.counters.rejected).toBe(1)
  })

  it('is delivered once', () => {
    const [layer, env] = node(2)
    for (const item of batch.items) layer.offer(item)
    for (const peer of [1, 2, 1]) layer.onMessage(peer as PeerId, message(compact(batch)))
    layer.onMessage(2 as PeerId, header)
    expect(delivered(env).length).toBe(1)
    expect(layer.counters.duplicates).toBe(3)
  })

  it('does not wait for a slow one when another brings it whole', () => {
    const [layer, env] = node(2)
    layer.onMessage(1 as PeerId, header)
    for (const item of batch.items) layer.offer(item)
    layer.onMessage(2 as PeerId, message(compact(batch)))
    expect(delivered(env).map(({ from }) => from)).toEqual([2])
    expect(layer.missing).toBe(0)
  })
})

describe('a batch of our own', () => {
  it('goes by short ids to who wants it so, by its header to others, and carries what nobody can have', () => {
    const [layer, env] = node(3)
    for (const item of batch.items.slice(1)) layer.offer(item)
    layer.onMessage(2 as PeerId, { tag: M, isHigh: true })
    expect(layer.broadcast(HEADER, batch.items)).toBe(ID)
    const [first, second, third] = sent(env).map(([, own]) => own)
    expect([first, third]).toEqual([header, header])
    expect(second).toMatchObject({ tag: C, prefilled: [{ index: 0, item: batch.items[0] }] })
    expect(delivered(env).length).toBe(1)
    layer.broadcast(HEADER, batch.items)
    expect([delivered(env), sent(env)]).toEqual([[], []])
  })

  it('prefills no more than it may', () => {
    const form = compact(batch, [0, 1, 2, 3], { mostPrefilledBytes: 13 })
    expect(form.prefilled.map(({ index }) => index)).toEqual([0, 1])
    expect(form.shortIds.length).toBe(6 * 8)
  })

  it('has no short id twice, if that can be had', () => {
    for (let from = 0; from < 40; from++) {
      const { shortIds } = compact(batchOf(sha256, Uint8Array.of(from), items(8)), [], { shortIdBytes: 1 })
      expect(new Set(shortIds).size).toBe(8)
    }
  })

  it('is given to who asks: by short ids, some items, all of it; but not for ever', () => {
    const [layer, env] = node(1)
    layer.broadcast(HEADER, batch.items)
    env.takeSent()
    layer.onMessage(1 as PeerId, { tag: R, id: ID, isFull: false })
    layer.onMessage(1 as PeerId, { tag: I, id: ID, indexes: [2, 5] })
    layer.onMessage(1 as PeerId, { tag: R, id: ID, isFull: true })
    const [short, some, all] = sent(env).map(([, own]) => own)
    expect(short).toMatchObject({ tag: C, header: batch.header })
    expect(some).toEqual({ tag: RELAY_TAGS.items, id: ID, items: [batch.items[2], batch.items[5]] })
    expect(all).toEqual({ tag: B, ...batch })
    for (let i = 0; i < 100; i++) layer.onMessage(1 as PeerId, { tag: R, id: ID, isFull: true })
    expect(sent(env).length).toBe(3)
    expect(layer.counters.refused).toBe(97)
  })

  it('that is too large is refused', () => {
    const [layer] = node(1, { mostItems: 9 })
    expect(() => layer.broadcast(HEADER, batch.items)).toThrow(RangeError)
  })
})

describe('favourites', () => {
  it('are the last three who brought a batch first; who has to go is told', () => {
    const [layer, env] = node(5)
    const modes = (peer: number): (readonly [number, BatchMessage])[] => {
      const next = batchOf(sha256, Uint8Array.of(peer, layer.counters.atOnce), [])
      layer.onMessage(peer as PeerId, message(compact(next)))
      return sent(env).filter(([, { tag }]) => tag === M)
    }
    for (const peer of [1, 2, 3]) expect(modes(peer)).toEqual([[peer, { tag: M, isHigh: true }]])
    expect(modes(1)).toEqual([])
    expect(modes(4)).toEqual([
      [4, { tag: M, isHigh: true }],
      [2, { tag: M, isHigh: false }],
    ])
    layer.onEvent({ type: 'neighbour', peer: 4, isUp: false } as NeighbourEvent)
    expect(layer.favourites).toEqual([1, 3])
  })

  it('are told again if they wait to be asked', () => {
    const [layer, env] = node(1)
    for (const byte of [1, 2]) {
      const next = batchOf(sha256, Uint8Array.of(byte), [])
      layer.onMessage(1 as PeerId, { tag: H, header: next.header })
      layer.onMessage(1 as PeerId, message(compact(next)))
      expect(tags(env)).toEqual([`1:${R}`, `1:${M}`])
    }
  })
})

describe('a batch that is pushed whole', () => {
  it('goes to as many as the square root of the neighbours, its header to the others', () => {
    const [layer, env] = node(10, {}, { push: 'root' })
    layer.broadcast(HEADER, batch.items)
    const all = sent(env)
    expect(all.filter(([, { tag }]) => tag === B).length).toBe(3)
    expect(all.filter(([, { tag }]) => tag === H).length).toBe(7)
    expect(new Set(all.map(([to]) => to)).size).toBe(10)
  })

  it('goes on before its items are looked at, if its header is worth it, and once only', () => {
    const [layer, env] = node(9, {}, { push: 'root', accepts: (own) => own[0] === 1 })
    const wrong = { tag: B, header: batch.header, items: items(3) } as const
    layer.onMessage(1 as PeerId, wrong)
    expect(tags(env).map((text) => text.split(':')[1])).toEqual([`${B}`, `${B}`, `${B}`])
    layer.onMessage(2 as PeerId, wrong)
    expect([sent(env), delivered(env)]).toEqual([[], []])
    const worthless = batchOf(sha256, Uint8Array.of(2), items(3))
    layer.onMessage(1 as PeerId, { tag: B, ...worthless })
    expect([sent(env), layer.counters.rejected]).toEqual([[], 3])
  })
})

describe('what nobody honest sends', () => {
  it.each<[string, Partial<CompactForm>]>([
    ['short ids that are cut short', { shortIds: new Uint8Array(7) }],
    ['more short ids than a batch has items', { shortIds: new Uint8Array(6 * 30) }],
    ['a place beyond the batch', { prefilled: [{ index: 10, item: HEADER }] }],
    [
      'places that do not rise',
      {
        prefilled: [
          { index: 3, item: HEADER },
          { index: 3, item: HEADER },
        ],
      },
    ],
    ['a place that is none', { prefilled: [{ index: 0.5, item: HEADER }] }],
    ['items larger than a batch', { prefilled: [{ index: 0, item: new Uint8Array(2000) }] }],
    ['a nonce of more than 64 bits', { nonce: 1n << 64n }],
    ['a header that is too long', { header: new Uint8Array(300) }],
    ['a header that is too short', { header: new Uint8Array(31) }],
  ])('is rejected, and another is asked: a compact batch with %s', (_, wrong) => {
    const [layer, env] = node(2, { mostItems: 20, mostBatchBytes: 1000 })
    for (const peer of [1, 2]) layer.onMessage(peer as PeerId, header)
    const form = { ...compact(batch), shortIds: new Uint8Array(6 * 9), ...wrong }
    layer.onMessage(1 as PeerId, message(form))
    env.advance(layer, 100)
    expect([layer.counters.rejected, tags(env), delivered(env)]).toEqual([1, [`1:${R}`, `2:${R}`], []])
  })

  it('is rejected: items that nobody asked for, too many, too few, or of another', () => {
    const [layer, env] = node(2)
    const give = (peer: number, own: readonly Uint8Array[]): void =>
      layer.onMessage(peer as PeerId, { tag: RELAY_TAGS.items, id: ID, items: own })
    give(1, batch.items)
    layer.onMessage(1 as PeerId, message(compact(batch)))
    give(2, batch.items)
    give(1, items(11))
    give(1, batch.items) // too late: it has had its turn
    expect([layer.counters.rejected, delivered(env)]).toEqual([4, []])
  })

  it('is rejected: indexes that are wrong; and refused: batches that are not kept', () => {
    const [layer, env] = node(1)
    layer.broadcast(HEADER, batch.items)
    env.takeSent()
    for (const indexes of [[10], [3, 2], [1, 1], [-1], [0.5]]) {
      layer.onMessage(1 as PeerId, { tag: I, id: ID, indexes })
    }
    layer.onMessage(1 as PeerId, { tag: I, id: 12, indexes: [0] })
    layer.onMessage(7 as PeerId, { tag: R, id: ID, isFull: true })
    expect([layer.counters.rejected, layer.counters.refused, sent(env)]).toEqual([5, 2, []])
  })

  it('does not grow: a flood of headers', () => {
    const [layer] = node(2, { mostAnnounced: 5, mostInFlight: 3, mostWanted: 10 })
    for (let i = 0; i < 5000; i++) {
      const own = batchOf(sha256, Uint8Array.of(i & 255, i >> 8), []).header
      layer.onMessage(1 as PeerId, { tag: H, header: own })
    }
    expect(layer.missing).toBe(8)
    expect(layer.counters.rejected).toBe(5000 - 8)
  })

  it('costs no more than a few looks at the pool: a flood of compact batches', () => {
    const [layer, env] = node(2, { mostInFlight: 3 })
    for (let i = 0; i < 100; i++)
      layer.onMessage(1 as PeerId, message(compact(batchOf(sha256, Uint8Array.of(i), items(2)))))
    expect([layer.missing, layer.counters.rejected]).toEqual([3, 97])
    layer.onMessage(2 as PeerId, message(compact(batch)))
    for (let i = 0; i < 100; i++) layer.onMessage(1 as PeerId, message(compact(batch)))
    expect([layer.missing, layer.counters.rejected, delivered(env)]).toEqual([4, 197, []])
  })

  it('is not heeded: anything of strangers', () => {
    const [layer, env] = node(1)
    for (const own of [header, message(compact(batch)), { tag: B, ...batch }] as const)
      layer.onMessage(8 as PeerId, own)
    layer.onMessage(8 as PeerId, { tag: M, isHigh: true })
    expect([layer.missing, layer.counters.rejected, delivered(env)]).toEqual([0, 3, []])
  })
})

describe('a neighbour', () => {
  it('that is new, or has its turn, is told of the batches that are kept', () => {
    const [layer, env] = node(1, { catchUpMs: 1000, mostKept: 2 })
    for (const byte of [1, 2, 3]) layer.broadcast(Uint8Array.of(byte), [])
    env.takeSent()
    layer.onEvent({ type: 'neighbour', peer: 5, isUp: true } as NeighbourEvent)
    expect(tags(env)).toEqual([`5:${H}`, `5:${H}`])
    env.advance(layer, 1000)
    expect(tags(env)).toEqual([`1:${H}`, `1:${H}`])
  })
})

describe('the pool', () => {
  it('keeps what is young, as much as there is room for', () => {
    const [layer] = node(1, { mostPooled: 5 })
    for (const item of items(20)) layer.offer(item)
    for (const item of items(20)) layer.offer(item)
    expect(layer.pooled).toBe(5)
    const [small] = node(1, { mostPooledBytes: 20 })
    for (const item of items(20)) small.offer(item)
    expect(small.pooled).toBe(3)
  })
})
