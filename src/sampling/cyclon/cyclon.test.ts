import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { CYCLON_TAGS } from '../../core/tags.ts'
import { Cyclon } from './cyclon.ts'
import type { AgedPeer, CyclonMessage } from './messages.ts'
import { type CyclonOptions, cyclonOptions } from './options.ts'

/** A node 0 that knows peers of these ages. */
function node(known: Readonly<Record<number, number>>, options: Partial<CyclonOptions> = {}): [Cyclon, RecordingEnv] {
  const env = new RecordingEnv()
  const layer = new Cyclon(env, options)
  layer.start()
  for (const [peer, age] of Object.entries(known)) {
    layer.onMessage(1 as PeerId, { tag: CYCLON_TAGS.place, peers: [aged(Number(peer), age)] })
  }
  return [layer, env]
}

function aged(peer: number, age = 0): AgedPeer {
  return { peer: peer as PeerId, age }
}

function sent(env: RecordingEnv): (readonly [number, CyclonMessage])[] {
  return env.takeSent().map(({ to, message }) => [to, message as CyclonMessage] as const)
}

/** Lets the next exchange begin. @returns whom it was sent to, and what it offers by peer */
function exchange(layer: Cyclon, env: RecordingEnv): [number | undefined, Record<number, number>] {
  env.takeSent()
  env.advance(layer, 10_000)
  const [first] = sent(env)
  const peers = first === undefined ? [] : (first[1] as Extract<CyclonMessage, { peers: unknown }>).peers
  return [first?.[0], Object.fromEntries(peers.map(({ peer, age }) => [peer, age]))]
}

describe('a view from before', () => {
  it('is gone on from with its ages, and can be read for that', () => {
    const [layer, env] = node({ 1: 3, 2: 9 })
    exchange(layer, env)
    const next = new Cyclon(new RecordingEnv(), {}, undefined, [...layer.view, aged(0)])
    expect(next.view).toEqual([aged(1, 4)])
    expect(next.neighbours).toEqual([1])
  })
})

describe('an exchange', () => {
  it('is begun with the oldest, which is forgotten until it answers', () => {
    const [layer, env] = node({ 1: 3, 2: 9, 3: 5 })
    expect(exchange(layer, env)).toEqual([2, { 0: 0, 1: 4, 3: 6 }])
    expect(layer.neighbours).toEqual([1, 3])
    expect(exchange(layer, env)).toEqual([3, { 0: 0, 1: 5 }]) // 2 has not answered
  })

  it('brings others’ peers in the place of those that were offered', () => {
    const [layer, env] = node({ 1: 1, 2: 2, 3: 3, 4: 4 }, { viewSize: 4, shuffleSize: 3 })
    const [to, offered] = exchange(layer, env)
    expect(to).toBe(4)
    layer.onMessage(4 as PeerId, { tag: CYCLON_TAGS.shuffleReply, peers: [aged(7), aged(8), aged(9)] })
    const kept = [1, 2, 3].filter((peer) => !(peer in offered))
    expect(kept).toHaveLength(1)
    expect(new Set(layer.neighbours)).toEqual(new Set([...kept, 7, 8, 9]))
  })

  it('that is answered by somebody else, twice or not at all changes nothing', () => {
    const [layer, env] = node({ 1: 1, 2: 2 })
    exchange(layer, env)
    layer.onMessage(1 as PeerId, { tag: CYCLON_TAGS.shuffleReply, peers: [aged(7)] })
    expect(layer.neighbours).toEqual([1])
    layer.onMessage(2 as PeerId, { tag: CYCLON_TAGS.shuffleReply, peers: [aged(8)] })
    layer.onMessage(2 as PeerId, { tag: CYCLON_TAGS.shuffleReply, peers: [aged(9)] })
    expect(layer.neighbours).toEqual([1, 8])
  })

  it('is answered with as many of our own, never with the asker, and never ourselves', () => {
    const [layer, env] = node({ 1: 1, 2: 2, 3: 3 })
    layer.onMessage(3 as PeerId, { tag: CYCLON_TAGS.shuffle, peers: [aged(0), aged(3), aged(5, 7)] })
    const [[to, reply] = [undefined, undefined]] = sent(env)
    expect(to).toBe(3)
    expect(reply).toEqual({ tag: CYCLON_TAGS.shuffleReply, peers: expect.arrayContaining([aged(1, 1), aged(2, 2)]) })
    expect(layer.neighbours).toEqual([1, 2, 3, 5])
  })

  it('takes no more than an exchange may carry, and no age below zero', () => {
    const [layer, env] = node({ 1: 1 }, { shuffleSize: 4 })
    const many = Array.from({ length: 1000 }, (_, i) => aged(100 + i, -5))
    layer.onMessage(1 as PeerId, { tag: CYCLON_TAGS.shuffle, peers: many })
    expect(layer.neighbours).toHaveLength(5)
    const [, offered] = exchange(layer, env)
    expect(Math.min(...Object.values(offered))).toBe(0)
  })
})

describe('a newcomer', () => {
  it('asks its contact, and is sent on walks, as many as it needs places', () => {
    const [joining, joiningEnv] = node({})
    joining.join(5 as PeerId)
    expect(sent(joiningEnv)).toEqual([[5, { tag: CYCLON_TAGS.join }]])
    expect(joining.neighbours).toEqual([5])
    const [contact, env] = node({ 1: 1, 2: 2 }, { viewSize: 6, shuffleSize: 3 })
    contact.onMessage(9 as PeerId, { tag: CYCLON_TAGS.join })
    const walks = sent(env)
    expect(walks).toHaveLength(6)
    for (const [, walk] of walks) expect(walk).toEqual({ tag: CYCLON_TAGS.walk, newcomer: 9, hops: 5 })
  })

  it('takes the place of somebody where its walk ends, and gets to know that one', () => {
    const [layer, env] = node({ 1: 4, 2: 4 }, { viewSize: 2, shuffleSize: 2 })
    layer.onMessage(1 as PeerId, { tag: CYCLON_TAGS.walk, newcomer: 9 as PeerId, hops: 0 })
    const [gone] = [1, 2].filter((peer) => !layer.neighbours.includes(peer as PeerId))
    expect(layer.neighbours).toContain(9)
    expect(sent(env)).toEqual([[9, { tag: CYCLON_TAGS.place, peers: [aged(gone as number, 4)] }]])
  })

  it('is taken in by a contact that knows nobody', () => {
    const [layer, env] = node({})
    layer.onMessage(9 as PeerId, { tag: CYCLON_TAGS.join })
    expect(layer.neighbours).toEqual([9])
    expect(sent(env)).toEqual([[9, { tag: CYCLON_TAGS.place, peers: [aged(0)] }]])
  })

  it('cannot be ourselves', () => {
    const [layer, env] = node({ 1: 1 })
    layer.join(env.self)
    layer.onMessage(1 as PeerId, { tag: CYCLON_TAGS.walk, newcomer: env.self, hops: 0 })
    expect(layer.neighbours).toEqual([1])
  })
})

describe('a peer', () => {
  it('that is known to be gone is forgotten at once', () => {
    const [layer] = node({ 1: 1, 2: 2 })
    layer.onEvent({ type: 'member-gone', member: { peer: 1 } } as never)
    layer.onEvent({ type: 'undeliverable', to: 2 } as never)
    expect(layer.neighbours).toEqual([])
  })

  it('of the view is sampled, each once', () => {
    const [layer] = node({ 1: 1, 2: 2, 3: 3 })
    expect(layer.sample(2)).toHaveLength(2)
    expect(new Set(layer.sample(9))).toEqual(new Set([1, 2, 3]))
  })
})

describe('settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => cyclonOptions({ viewSize: 0 })).toThrow('cyclon.viewSize is 0')
    expect(() => cyclonOptions({ viewSize: 5 })).toThrow('cyclon.shuffleSize is 14, but must be at most viewSize (5)')
  })
})
