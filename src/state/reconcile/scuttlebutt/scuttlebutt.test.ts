import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../../core/env.ts'
import { RecordingEnv, type RecordingOptions } from '../../../core/recording-env.ts'
import { SCUTTLEBUTT_TAGS } from '../../../core/tags.ts'
import { lifeOf } from './life.ts'
import type { DeltaGroup, DigestLine, ScuttlebuttMessage, Update } from './messages.ts'
import { type ScuttlebuttOptions, scuttlebuttOptions } from './options.ts'
import { Scuttlebutt } from './scuttlebutt.ts'

const B = 1 as PeerId
const ONE = Uint8Array.of(1)
const TWO = Uint8Array.of(2)
const NOBODY_WANTS = { rate: 10, wanted: 0 }

/** A node 0 that talks to node 1. */
function node(
  options: Partial<ScuttlebuttOptions> = {},
  recording: RecordingOptions = {},
  generation = 0,
): [Scuttlebutt, RecordingEnv] {
  const env = new RecordingEnv(recording)
  const layer = new Scuttlebutt(env, { neighbours: [B], sample: () => [B] }, options, generation)
  layer.start()
  return [layer, env]
}

function sent(env: RecordingEnv): ScuttlebuttMessage[] {
  return env.takeSent().map(({ message }) => message as ScuttlebuttMessage)
}

function digest(...lines: readonly DigestLine[]): ScuttlebuttMessage {
  return { tag: SCUTTLEBUTT_TAGS.digest, lines, rates: NOBODY_WANTS }
}

function deltas(...groups: readonly DeltaGroup[]): ScuttlebuttMessage {
  return { tag: SCUTTLEBUTT_TAGS.deltas, groups, gain: 0 }
}

function group(peer: number, life: number, base: number, ...updates: readonly Update[]): DeltaGroup {
  return { peer: peer as PeerId, life, base, updates }
}

function lifeOfOwn(layer: Scuttlebutt): number {
  return ownLine(layer).life
}

function ownLine(layer: Scuttlebutt): DigestLine {
  return layer.digest()[0] as DigestLine
}

describe('an exchange', () => {
  it('begins once a period with what is held, at a random moment at first', () => {
    const [layer, env] = node()
    layer.set('a', ONE)
    env.advance(layer, 3000)
    const messages = env.takeSent()
    expect(messages.map(({ to, message: { tag } }) => [to, tag])).toEqual(
      [1, 2, 3].map(() => [1, SCUTTLEBUTT_TAGS.digest]),
    )
    expect(messages[0]?.message).toMatchObject({ lines: [{ peer: 0, version: 1 }] })
    expect((messages[1]?.at ?? 0) - (messages[0]?.at ?? 0)).toBe(1000)
    expect(layer.counters.exchanges).toBe(3)
  })

  it('is answered with what is held here and what the other lacks', () => {
    const [layer, env] = node()
    layer.set('a', ONE)
    layer.set('b', TWO)
    const life = lifeOfOwn(layer)
    layer.onMessage(B, digest({ ...ownLine(layer), version: 1 }))
    expect(sent(env)).toEqual([
      { tag: SCUTTLEBUTT_TAGS.digestReply, lines: layer.digest(), rates: { rate: 10, wanted: 0 } },
      { ...deltas(group(0, life, 1, { key: 'b', value: TWO, version: 2 })) },
    ])
    expect(layer.counters.updates).toBe(1)
  })

  it('ends with what the one that was asked lacks, and nothing if that is nothing', () => {
    const [layer, env] = node()
    layer.set('a', ONE)
    const life = lifeOfOwn(layer)
    const reply = (version: number): ScuttlebuttMessage => ({
      tag: SCUTTLEBUTT_TAGS.digestReply,
      lines: [{ ...ownLine(layer), version }],
      rates: NOBODY_WANTS,
    })
    layer.onMessage(B, reply(0))
    expect(sent(env)).toEqual([deltas(group(0, life, 0, { key: 'a', value: ONE, version: 1 }))])
    layer.onMessage(B, reply(1))
    expect(sent(env)).toEqual([])
  })

  it('goes over streams where a packet has no room', () => {
    const sizeOf = (message: { readonly tag: number }): number => (message.tag === SCUTTLEBUTT_TAGS.deltas ? 100 : 1500)
    const [layer, env] = node({}, { sizeOf })
    layer.set('a', ONE)
    layer.onMessage(B, digest())
    expect(env.takeSent().map(({ channel }) => channel)).toEqual(['stream', 'datagram'])
  })
})

describe('updates of others', () => {
  it('are told key by key, and the beginning of a life before them', () => {
    const [layer, env] = node()
    const updates = [
      { key: 'x', value: ONE, version: 1 },
      { key: 'y', value: TWO, version: 4 },
    ]
    layer.onMessage(B, deltas(group(2, 77, 0, ...updates)))
    expect(env.takeEvents()).toEqual([
      { type: 'life-begun', peer: 2 },
      { type: 'key-changed', peer: 2, key: 'x', value: ONE },
      { type: 'key-changed', peer: 2, key: 'y', value: TWO },
    ])
    expect([layer.get(2 as PeerId, 'y'), layer.get(2 as PeerId, 'z'), layer.get(3 as PeerId, 'y')]).toEqual([
      TWO,
      undefined,
      undefined,
    ])
    expect([layer.entries(2 as PeerId), layer.participants, layer.bytes]).toEqual([updates, [0, 2], 4])
    layer.onMessage(B, deltas(group(2, 77, 0, ...updates)))
    expect(env.takeEvents()).toEqual([])
  })

  it('that would leave a gap are not taken, and counted', () => {
    const [layer, env] = node()
    layer.onMessage(B, deltas(group(2, 77, 3, { key: 'x', value: ONE, version: 4 })))
    expect([env.takeEvents(), layer.counters.gaps, layer.entries(2 as PeerId)]).toEqual([[], 1, []])
  })

  it('who is gone are forgotten after a time, unless it comes back', () => {
    const [layer, env] = node({ forgetAfterMs: 5000 })
    layer.onMessage(B, deltas(group(2, 77, 0, { key: 'x', value: ONE, version: 1 })))
    layer.onMessage(B, deltas(group(3, 77, 0, { key: 'x', value: ONE, version: 1 })))
    for (const peer of [2, 3]) layer.onEvent({ type: 'member-gone', member: { peer } } as never)
    layer.onEvent({ type: 'member-joined', member: { peer: 3 } } as never)
    env.advance(layer, 7000)
    expect(layer.participants).toEqual([0, 3])
    expect(layer.digest().map(({ peer }) => peer)).toEqual([0, 2, 3])
    env.advance(layer, 5000)
    expect(layer.digest().map(({ peer }) => peer)).toEqual([0, 3])
  })
})

describe('an earlier life of this node', () => {
  it('that others remember is outdone, and its mappings stay', () => {
    const [layer, env] = node()
    layer.set('a', ONE)
    const earlier = lifeOf(4, () => 5)
    layer.onMessage(B, digest({ ...ownLine(layer), life: earlier, version: 100 }))
    expect(lifeOfOwn(layer)).toBeGreaterThan(earlier)
    expect(sent(env)).toContainEqual(deltas(group(0, lifeOfOwn(layer), 0, { key: 'a', value: ONE, version: 1 })))
  })

  it('is known to be one where somebody counts', () => {
    const [layer] = node({}, {}, 7)
    const life = lifeOfOwn(layer)
    layer.onMessage(B, digest({ ...ownLine(layer), life: lifeOf(6, () => 0xfffff), version: 100 }))
    layer.onMessage(B, digest({ ...ownLine(layer), life: Number.MAX_SAFE_INTEGER, version: 100 }))
    expect(lifeOfOwn(layer)).toBe(life)
    for (const generation of [-1, 0.5, Number.NaN, 2 ** 33]) {
      expect(() => node({}, {}, generation)).toThrow('generation')
    }
  })

  it('cannot have gone further in the same life: if it did, it is another', () => {
    const [layer] = node()
    layer.set('a', ONE)
    const life = lifeOfOwn(layer)
    layer.onMessage(B, digest({ ...ownLine(layer), version: 1 }))
    expect(lifeOfOwn(layer)).toBe(life)
    layer.onMessage(B, digest({ ...ownLine(layer), version: 2 }))
    expect(lifeOfOwn(layer)).toBeGreaterThan(life)
  })
})

describe('updates beyond the rate', () => {
  it('wait, only the last of each key, and are made as the rate allows', () => {
    const [layer, env] = node({ rate: 2, burst: 1 })
    const made = ['a', 'b', 'c', 'b'].map((key, i) => layer.set(key, Uint8Array.of(i)))
    expect([made, layer.waiting]).toEqual([[true, false, false, false], 2])
    env.takeEvents()
    env.advance(layer, 501)
    expect([layer.get(0 as PeerId, 'b'), layer.waiting]).toEqual([Uint8Array.of(3), 1])
    env.advance(layer, 501)
    expect([layer.get(0 as PeerId, 'c'), layer.waiting]).toEqual([Uint8Array.of(2), 0])
    expect(env.takeEvents().map((event) => (event as { key?: string }).key)).toEqual(['b', 'c'])
    env.advance(layer, 501)
    expect(env.pendingTimers).toBe(1)
  })

  it('never overtake one that waits', () => {
    const [layer, env] = node({ rate: 1, burst: 1 })
    for (const key of ['a', 'b']) layer.set(key, ONE)
    env.advance(layer, 999)
    expect(layer.set('b', TWO)).toBe(false)
    env.advance(layer, 2)
    expect(layer.get(0 as PeerId, 'b')).toEqual(TWO)
  })

  it('do not exist without flow control', () => {
    const [layer, env] = node({ rate: 1, burst: 1, flowControl: false })
    expect(Array.from({ length: 100 }, (_, i) => layer.set(`k${i}`, ONE)).every(Boolean)).toBe(true)
    layer.onMessage(B, { tag: SCUTTLEBUTT_TAGS.digestReply, lines: [], rates: { rate: 50, wanted: 50 } })
    expect(layer.updateRate).toBe(1)
    expect(sent(env).map((message) => (message as { gain?: number }).gain)).toEqual([0])
  })

  it('are told to have another rate when it has changed by a tenth', () => {
    const [layer, env] = node({ rate: 2 })
    layer.onMessage(B, { tag: SCUTTLEBUTT_TAGS.deltas, groups: [], gain: 0.1 })
    env.advance(layer, 1000)
    expect(env.takeEvents()).toEqual([])
    layer.onMessage(B, { tag: SCUTTLEBUTT_TAGS.deltas, groups: [], gain: 0.9 })
    env.advance(layer, 1000)
    expect(env.takeEvents()).toEqual([{ type: 'update-rate', rate: 3 }])
  })

  it('become fewer when not everything fits, and the rate is divided with whom was asked', () => {
    const [layer, env] = node({ rate: 2, exchangeBytes: 1 })
    for (const key of ['a', 'b']) layer.set(key, ONE)
    layer.onMessage(B, digest())
    expect([layer.counters.cuts, layer.updateRate]).toEqual([1, 1.9])
    env.takeSent()
    const rates = { rate: 4, wanted: 0 }
    const lines = layer.digest()
    layer.onMessage(B, { tag: SCUTTLEBUTT_TAGS.digestReply, lines, rates })
    expect(layer.updateRate).toBeCloseTo(2.95, 9)
    expect(sent(env)).toEqual([{ tag: SCUTTLEBUTT_TAGS.deltas, groups: [], gain: expect.closeTo(-1.05, 9) }])
  })
})

describe('what there is no room for', () => {
  it('is refused, whatever waits counted too', () => {
    const [layer] = node({ mostKeys: 3, mostKeyBytes: 4, mostValueBytes: 10, mostBytes: 30, rate: 1, burst: 1 })
    for (const key of ['a', 'b', 'c', 'b', 'a']) layer.set(key, ONE)
    expect(() => layer.set('d', ONE)).toThrow('no room for key "d"')
    expect(() => layer.set('a', new Uint8Array(11))).toThrow(RangeError)
    expect(() => node({ mostKeyBytes: 4 })[0].set('longer', ONE)).toThrow(RangeError)
    layer.set('b', new Uint8Array(10))
    layer.set('c', new Uint8Array(10))
    expect(() => layer.set('a', new Uint8Array(10))).toThrow(RangeError)
  })
})

describe('settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => scuttlebuttOptions({ periodMs: 0 })).toThrow('scuttlebutt.periodMs is 0')
    expect(() => scuttlebuttOptions({ ordering: 'width' as never })).toThrow('scuttlebutt.ordering is width')
    expect(() => scuttlebuttOptions({ flowControl: 1 as never })).toThrow('scuttlebutt.flowControl is 1')
    expect(() => scuttlebuttOptions({ rate: 5, mostRate: 4 })).toThrow('scuttlebutt.rate is 5')
    expect(() => scuttlebuttOptions({ perid: 5 } as never)).toThrow('did you mean "periodMs"')
    expect(scuttlebuttOptions({ ordering: 'breadth' })).toMatchObject({ ordering: 'breadth', periodMs: 1000 })
  })
})
