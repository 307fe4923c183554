import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../../test/support/sha256.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { Event } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { Message } from '../../../core/message.ts'
import type { DeliveredEvent, Dissemination, NeighbourEvent } from '../../../core/ports.ts'
import { RecordingEnv } from '../../../core/recording-env.ts'
import { RELAY_TAGS } from '../../../core/tags.ts'
import { contentId } from '../content-id.ts'
import type { Stem } from './messages.ts'
import { type StemOptions, stemOptions } from './options.ts'
import { StemRelay } from './stem-relay.ts'

const PAYLOAD = Uint8Array.of(7)
const NEVER_FLUFF = { fluffChance: 0 }

/** Spreads nothing, but writes down what it is given, and delivers it at once. */
class Spreader implements Layer, Dissemination {
  readonly given: Uint8Array[] = []
  readonly inputs: string[] = []
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  start(): void {
    this.inputs.push('start')
    this.#env.setTimer(10, 3, 4)
  }

  broadcast(payload: Uint8Array): number {
    this.given.push(payload)
    this.tell(this.#env.self, payload, 0)
    return this.given.length
  }

  onMessage(from: PeerId, { tag }: Message): void {
    this.inputs.push(`message ${from} ${tag}`)
  }

  onTimer(kind: number, key: number): void {
    this.inputs.push(`timer ${kind} ${key}`)
  }

  onEvent({ type }: Event): void {
    this.inputs.push(`event ${type}`)
  }

  tell(from: PeerId, payload: Uint8Array, hops: number): void {
    const event: DeliveredEvent = { type: 'delivered', id: 99, from, hops, payload }
    this.#env.emit(event)
  }

  other(): void {
    this.#env.emit({ type: 'other' })
  }
}

/** A node 0 whose neighbours are 1, 2, 3… */
function node(neighbours: number, options: Partial<StemOptions> = {}, seed = 1): [StemRelay, RecordingEnv, Spreader] {
  const env = new RecordingEnv({ seed })
  const peers = Array.from({ length: neighbours }, (_, i) => (i + 1) as PeerId)
  let spreader: Spreader | undefined
  const sampler = { neighbours: peers, sample: () => [] }
  const layer = new StemRelay(env, sampler, sha256, (own) => (spreader = new Spreader(own)), options)
  layer.start()
  return [layer, env, spreader as Spreader]
}

function stem(text: string, size = 4): Stem & { readonly id: number } {
  const body = new Uint8Array(8 + size)
  body.set(new TextEncoder().encode(text))
  return { tag: RELAY_TAGS.stem, body, id: contentId(sha256, body) }
}

function targets(env: RecordingEnv): number[] {
  return env.takeSent().map(({ to }) => to)
}

describe('a message of our own', () => {
  it('is delivered to us, and goes to one neighbour, even when we fluff what others send', () => {
    const [layer, env, spreader] = node(5, { fluffChance: 1 })
    const id = layer.broadcast(PAYLOAD)
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 0, hops: 0, payload: PAYLOAD }])
    const [{ message }] = env.sent as unknown as [{ message: Stem }]
    expect([env.sent.length, contentId(sha256, message.body), spreader.given]).toEqual([1, id, []])
  })

  it('goes the same way as all of ours in an epoch', () => {
    const [layer, env] = node(9)
    for (let i = 0; i < 20; i++) layer.broadcast(PAYLOAD)
    expect(new Set(targets(env)).size).toBe(1)
  })

  it('is fluffed at once when there is nobody', () => {
    const [layer, env, spreader] = node(0)
    layer.broadcast(PAYLOAD)
    expect([spreader.given.length, env.takeEvents().length, layer.held]).toEqual([1, 1, 0])
  })

  it('that is too large is refused', () => {
    const [layer] = node(1, { mostPayloadBytes: 3 })
    expect(() => layer.broadcast(new Uint8Array(4))).toThrow(RangeError)
  })
})

describe('a message on a stem', () => {
  it('goes on to one of two, the same for all of one neighbour, and is not delivered yet', () => {
    const [layer, env] = node(20, NEVER_FLUFF)
    const ways = Array.from({ length: 20 }, (_, i) => i + 1).map((from) => {
      for (const text of ['a', 'b', 'c']) layer.onMessage(from as PeerId, stem(`${text}${from}`))
      const own = new Set(targets(env))
      expect([own.size, own.has(from)]).toEqual([1, false])
      return [...own][0]
    })
    expect(new Set(ways).size).toBe(2)
    expect([env.takeEvents(), layer.held]).toEqual([[], 60])
  })

  it('is fluffed by a node whose part it is, as it came', () => {
    const [layer, env, spreader] = node(5, { fluffChance: 1 })
    const message = stem('a')
    layer.onMessage(1 as PeerId, message)
    expect([targets(env), spreader.given, layer.held]).toEqual([[], [message.body], 0])
    const payload = message.body.subarray(8)
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id: message.id, from: 0, hops: 0, payload }])
  })

  it('is fluffed when it comes around in a circle', () => {
    const [layer, , spreader] = node(5, NEVER_FLUFF)
    layer.onMessage(1 as PeerId, stem('a'))
    layer.onMessage(2 as PeerId, stem('a'))
    expect([spreader.given.length, layer.counters.loops]).toEqual([1, 1])
    layer.onMessage(2 as PeerId, stem('a'))
    expect([spreader.given.length, layer.counters.rejected]).toEqual([1, 1])
  })

  it('is fluffed by whoever passed it on if it does not come back in time, each at another time', () => {
    const times = [1, 2, 3, 4].map((seed) => {
      const [layer, env, spreader] = node(5, { ...NEVER_FLUFF, embargoMinMs: 1000, embargoMeanMs: 500 }, seed)
      layer.onMessage(1 as PeerId, stem('a'))
      env.advance(layer, 999)
      expect(spreader.given).toEqual([])
      while (spreader.given.length === 0) env.advance(layer, 1)
      expect([layer.counters.embargoes, layer.held]).toEqual([1, 0])
      return env.now()
    })
    expect(new Set(times).size).toBe(4)
  })

  it('is not fluffed again once it came back, and is delivered once, however often it fluffs', () => {
    const [layer, env, spreader] = node(5, NEVER_FLUFF)
    const { id, body, tag } = stem('a')
    layer.onMessage(1 as PeerId, { tag, body } as Stem)
    for (const from of [3, 4]) spreader.tell(from as PeerId, body, 6)
    env.advance(layer, 1_000_000)
    expect(spreader.given).toEqual([])
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 3, hops: 6, payload: body.subarray(8) }])
  })

  it('that is too large, or too short for its salt, goes nowhere', () => {
    const [layer, env, spreader] = node(5, { mostPayloadBytes: 10 })
    layer.onMessage(1 as PeerId, stem('a', 11))
    layer.onMessage(1 as PeerId, { tag: RELAY_TAGS.stem, body: new Uint8Array(7) } as Stem)
    spreader.tell(1 as PeerId, new Uint8Array(7), 1)
    expect([layer.counters.rejected, targets(env), spreader.given, env.takeEvents()]).toEqual([3, [], [], []])
  })

  it('is fluffed at once if it is one too many, of one neighbour or of all: what is held is bounded', () => {
    const [layer, , spreader] = node(9, { ...NEVER_FLUFF, mostHeld: 25, mostHeldOfOne: 10 })
    for (let from = 1; from <= 3; from++) {
      for (let i = 0; i < 12; i++) layer.onMessage(from as PeerId, stem(`${from} ${i}`))
    }
    expect([layer.held, spreader.given.length]).toEqual([25, 11])
  })
})

describe('an epoch', () => {
  it('ends, and everybody draws part and way anew', () => {
    const [layer, env] = node(50, { epochMs: 1000, fluffChance: 0.3, mostHeldOfOne: 1000 })
    let fluffed = 0
    const ways = new Set<number>()
    for (let i = 0; i < 300; i++) {
      env.advance(layer, 1000)
      const before = layer.counters.fluffed
      layer.onMessage(1 as PeerId, stem(`${i}`))
      fluffed += layer.counters.fluffed - before
      for (const to of targets(env)) ways.add(to)
    }
    expect(fluffed / 300).toBeGreaterThan(0.2)
    expect(fluffed / 300).toBeLessThan(0.4)
    expect(ways.size).toBeGreaterThan(40)
  })

  it('goes on with another stem peer when one is gone', () => {
    const [layer, env] = node(9)
    layer.broadcast(PAYLOAD)
    const [first] = targets(env) as [number]
    layer.onEvent({ type: 'neighbour', peer: first, isUp: false } as NeighbourEvent)
    layer.broadcast(PAYLOAD)
    expect(targets(env)).not.toContain(first)
  })
})

describe('the layer within', () => {
  it('gets its own messages, timers and events, and its other facts pass', () => {
    const [layer, env, spreader] = node(2)
    layer.onMessage(2 as PeerId, { tag: 5 })
    layer.onEvent({ type: 'lag' })
    env.advance(layer, 10)
    spreader.other()
    expect(spreader.inputs).toEqual(['start', 'message 2 5', 'event lag', 'timer 3 4'])
    expect(env.takeEvents()).toEqual([{ type: 'other' }])
  })
})

describe('options', () => {
  it('have defaults, and are checked', () => {
    expect(stemOptions()).toMatchObject({ epochMs: 600_000, fluffChance: 0.1, stemPeers: 2 })
    expect(() => stemOptions({ fluffChance: 1.5 })).toThrow('fluffChance')
  })
})
