import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../../test/support/sha256.ts'
import type { PeerId } from '../../../core/env.ts'
import type { DeliveredEvent, NeighbourEvent } from '../../../core/ports.ts'
import { RecordingEnv, type RecordingOptions } from '../../../core/recording-env.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import { contentId } from '../content-id.ts'
import { AnnounceRelay, type AnnounceSetup } from './announce-relay.ts'
import type { AnnounceMessage } from './messages.ts'
import { type AnnounceOptions, announceOptions } from './options.ts'

const PAYLOAD = Uint8Array.of(7)
const QUIET = 1_000_000

/** A node 0 whose neighbours are 1, 2, 3… It announces after 50 ms. */
function node(
  neighbours: number,
  options: Partial<AnnounceOptions> = {},
  setup: Partial<AnnounceSetup> = {},
  recording: RecordingOptions = {},
): [AnnounceRelay, RecordingEnv] {
  const env = new RecordingEnv(recording)
  const peers = Array.from({ length: neighbours }, (_, i) => (i + 1) as PeerId)
  const own = { trickleMs: 50, requestTimeoutMs: 100, catchUpMs: QUIET, ...options }
  const sampler = { neighbours: peers, sample: () => [] }
  const layer = new AnnounceRelay(env, sampler, { hash: sha256, schedule: 'fixed', ...setup }, own)
  layer.start()
  return [layer, env]
}

/** The body and the number of a message of somebody else. */
function foreign(text: string, size = 4): { readonly id: number; readonly body: Uint8Array } {
  const body = new Uint8Array(8 + size)
  body.set(new TextEncoder().encode(text))
  return { id: contentId(sha256, body), body }
}

function announce(...ids: readonly number[]): AnnounceMessage {
  return { tag: RELAY_TAGS.announce, ids }
}

function request(...ids: readonly number[]): AnnounceMessage {
  return { tag: RELAY_TAGS.request, ids }
}

function item(body: Uint8Array, hops = 1): AnnounceMessage {
  return { tag: RELAY_TAGS.item, hops, body }
}

function sent(env: RecordingEnv): (readonly [number, AnnounceMessage])[] {
  return env.takeSent().map(({ to, message }) => [to, message as AnnounceMessage] as const)
}

function delivered(env: RecordingEnv): number[] {
  return env.takeEvents().map((event) => (event as DeliveredEvent).id)
}

function neighbour(peer: number, isUp: boolean): NeighbourEvent {
  return { type: 'neighbour', peer: peer as PeerId, isUp }
}

describe('a message of our own', () => {
  it('is delivered to us, announced to all, and given to who asks', () => {
    const [layer, env] = node(2)
    const id = layer.broadcast(PAYLOAD)
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 0, hops: 0, payload: PAYLOAD }])
    env.advance(layer, 50)
    expect(sent(env)).toEqual([
      [1, announce(id)],
      [2, announce(id)],
    ])
    layer.onMessage(2 as PeerId, request(id))
    const [[to, message]] = sent(env) as [[number, AnnounceMessage]]
    expect(to).toBe(2)
    expect(message).toMatchObject({ tag: RELAY_TAGS.item, hops: 1 })
    expect(contentId(sha256, (message as { body: Uint8Array }).body)).toBe(id)
  })

  it('is another one each time, though it says the same', () => {
    const [layer] = node(1)
    expect(layer.broadcast(PAYLOAD)).not.toBe(layer.broadcast(PAYLOAD))
  })

  it('shares its announcement with others', () => {
    const [layer, env] = node(1)
    const ids = [1, 2, 3].map((byte) => layer.broadcast(Uint8Array.of(byte)))
    env.advance(layer, 50)
    expect(sent(env)).toEqual([[1, announce(...ids)]])
  })

  it('that is too large is refused', () => {
    const [layer] = node(1, { mostPayloadBytes: 3 })
    expect(() => layer.broadcast(new Uint8Array(4))).toThrow(RangeError)
  })
})

describe('a message that is announced', () => {
  it('is asked for, delivered when it comes, and announced to the others', () => {
    const [layer, env] = node(3)
    const { id, body } = foreign('a')
    layer.onMessage(2 as PeerId, announce(id))
    env.advance(layer, 0)
    expect(sent(env)).toEqual([[2, request(id)]])
    layer.onMessage(2 as PeerId, item(body, 4))
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 2, hops: 4, payload: body.subarray(8) }])
    env.advance(layer, 50)
    expect(sent(env)).toEqual([
      [1, announce(id)],
      [3, announce(id)],
    ])
  })

  it('is not announced to who has announced it', () => {
    const [layer, env] = node(3)
    const { id, body } = foreign('a')
    for (const peer of [1, 2, 3]) layer.onMessage(peer as PeerId, announce(id))
    layer.onMessage(1 as PeerId, item(body))
    env.advance(layer, 50)
    expect(sent(env)).toEqual([])
  })

  it('is asked of the next announcer when the first does not answer, or has it no more', () => {
    const [layer, env] = node(3)
    const { id } = foreign('a')
    for (const peer of [1, 2, 3]) layer.onMessage(peer as PeerId, announce(id))
    env.advance(layer, 100)
    layer.onMessage(2 as PeerId, { tag: RELAY_TAGS.notFound, ids: [id] })
    env.advance(layer, 0)
    expect(sent(env)).toEqual([
      [1, request(id)],
      [2, request(id)],
      [3, request(id)],
    ])
    expect(layer.timeouts).toBe(1)
  })

  it('shares its request with others of the moment', () => {
    const [layer, env] = node(1)
    layer.onMessage(1 as PeerId, announce(1, 2, 3))
    layer.onMessage(1 as PeerId, announce(4))
    env.advance(layer, 0)
    expect(sent(env)).toEqual([[1, request(1, 2, 3, 4)]])
  })

  it('is delivered once, however often it comes', () => {
    const [layer, env] = node(2)
    const { id, body } = foreign('a')
    for (const peer of [1, 2, 1]) layer.onMessage(peer as PeerId, item(body))
    expect(delivered(env)).toEqual([id])
    expect(layer.counters.duplicates).toBe(2)
  })

  it('cannot be replaced by another body: that is another message, and the next announcer is asked', () => {
    const [layer, env] = node(2)
    const [right, wrong] = [foreign('right'), foreign('wrong')]
    for (const peer of [1, 2]) layer.onMessage(peer as PeerId, announce(right.id))
    layer.onMessage(1 as PeerId, item(wrong.body))
    env.advance(layer, 100)
    expect(sent(env).filter(([, { tag }]) => tag === RELAY_TAGS.request)).toEqual([
      [1, request(right.id)],
      [2, request(right.id)],
    ])
    layer.onMessage(2 as PeerId, item(right.body))
    expect(delivered(env)).toEqual([wrong.id, right.id])
  })

  it('that is not acceptable is not passed on, nor asked for again', () => {
    const [layer, env] = node(2, {}, { accepts: () => false })
    const { id, body } = foreign('a')
    layer.onMessage(1 as PeerId, item(body))
    layer.onMessage(2 as PeerId, announce(id))
    env.advance(layer, 50)
    expect([sent(env), delivered(env), layer.counters.rejected]).toEqual([[], [], 1])
  })

  it('goes over a stream when it fits into no packet', () => {
    const sizeOf = (message: { readonly tag: number }): number =>
      ((message as { body?: Uint8Array }).body?.length ?? 0) + 20
    const [layer, env] = node(1, {}, {}, { sizeOf })
    const id = layer.broadcast(new Uint8Array(2000))
    env.advance(layer, 50)
    layer.onMessage(1 as PeerId, request(id))
    expect(env.sent.map(({ channel }) => channel)).toEqual(['datagram', 'stream'])
  })
})

describe('announcements', () => {
  it('wait a time that is drawn anew, with the mean that was asked for', () => {
    const [layer, env] = node(1, { trickleMs: 1000 }, { schedule: 'poisson' })
    const waits: number[] = []
    for (let i = 0; i < 2000; i++) {
      const begin = env.now()
      layer.broadcast(PAYLOAD)
      while (env.sent.length === 0) env.advance(layer, 20)
      waits.push(env.sent[0]!.at - begin)
      env.takeSent()
    }
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / waits.length
    expect(mean).toBeGreaterThan(930)
    expect(mean).toBeLessThan(1070)
    expect(new Set(waits).size).toBeGreaterThan(1900)
  })

  it('are repeated to one neighbour after the other, of what is kept and the neighbour may lack', () => {
    const [layer, env] = node(2, { catchUpMs: 1000 })
    const id = layer.broadcast(PAYLOAD)
    env.advance(layer, 950)
    layer.onMessage(1 as PeerId, announce(id))
    env.takeSent()
    env.advance(layer, 2200)
    expect(sent(env)).toEqual([[2, announce(id)]])
  })

  it('of all that is kept await a new neighbour, and none goes to one that is gone', () => {
    const [layer, env] = node(1)
    const id = layer.broadcast(PAYLOAD)
    layer.onEvent(neighbour(1, false))
    layer.onEvent(neighbour(9, true))
    env.advance(layer, 50)
    expect(sent(env)).toEqual([[9, announce(id)]])
  })

  it('of a neighbour that is gone are asked of others', () => {
    const [layer, env] = node(2)
    for (const peer of [1, 2]) layer.onMessage(peer as PeerId, announce(5))
    layer.onEvent(neighbour(1, false))
    env.advance(layer, 0)
    expect(sent(env)).toEqual([[2, request(5)]])
  })
})

describe('what nobody honest sends', () => {
  it('does not grow: a flood of announcements', () => {
    const [layer, env] = node(2, { mostWanted: 300, mostAnnounced: 200, mostInFlight: 10, mostQueued: 100 })
    for (let i = 0; i < 1000; i++) {
      layer.onMessage(1 as PeerId, announce(...Array.from({ length: 200 }, (_, j) => i * 200 + j)))
    }
    expect(layer.missing).toBe(210) // ten are asked for, and 200 wait
    expect(layer.counters.unheeded).toBe(200_000 - 210)
    env.advance(layer, 0)
    expect(sent(env).flatMap(([, message]) => (message as { readonly ids: readonly number[] }).ids).length).toBe(10)
    layer.onMessage(2 as PeerId, announce(999_999)) // there is room for others
    expect(layer.missing).toBe(211)
  })

  it('is not heeded: announcements and messages of strangers', () => {
    const [layer, env] = node(1)
    layer.onMessage(7 as PeerId, announce(1, 2))
    layer.onMessage(7 as PeerId, item(foreign('a').body))
    expect([layer.missing, layer.counters.unheeded, layer.counters.rejected]).toEqual([0, 2, 1])
    expect(delivered(env)).toEqual([])
  })

  it('is refused: requests for what was never announced to who asks, or too often', () => {
    const [layer, env] = node(2)
    const id = layer.broadcast(PAYLOAD)
    layer.onMessage(1 as PeerId, request(id, 123))
    expect(sent(env)).toEqual([[1, { tag: RELAY_TAGS.notFound, ids: [id, 123] }]])
    env.advance(layer, 50)
    env.takeSent()
    for (let i = 0; i < 10; i++) layer.onMessage(1 as PeerId, request(id))
    layer.onMessage(9 as PeerId, request(id))
    const items = sent(env).filter(([, { tag }]) => tag === RELAY_TAGS.item)
    expect(items.length).toBe(3)
    expect(layer.counters.refused).toBe(2 + 7 + 1)
  })

  it('is rejected: a body that is too large, or too short for its salt', () => {
    const [layer, env] = node(1, { mostPayloadBytes: 10 })
    for (const size of [11, 1000]) layer.onMessage(1 as PeerId, item(foreign('a', size).body))
    layer.onMessage(1 as PeerId, item(new Uint8Array(7)))
    expect([layer.counters.rejected, delivered(env)]).toEqual([3, []])
  })
})

describe('options', () => {
  it('have defaults, and are checked', () => {
    expect(announceOptions()).toMatchObject({ trickleMs: 2000, mostInFlight: 100 })
    expect(() => announceOptions({ mostInFlight: 0 })).toThrow('mostInFlight')
  })
})
