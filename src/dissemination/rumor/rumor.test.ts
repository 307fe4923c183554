import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { RecordingEnv, type Sent } from '../../core/recording-env.ts'
import { RUMOR_TAGS } from '../../core/tags.ts'
import type { RumorAnswer, RumorBodies, RumorCall, RumorEntry, RumorFeedback } from './messages.ts'
import type { RumorOptions } from './options.ts'
import { Rumor } from './rumor.ts'

const [A, B, C] = [1, 2, 3] as PeerId[] as [PeerId, PeerId, PeerId]
const CYCLE_MS = 100
const PAYLOAD = Uint8Array.of(1, 2, 3)

/** A node that calls A, then B, then C, then A… */
class Node {
  readonly env = new RecordingEnv({ self: 0 })
  readonly layer: Rumor
  #next = 0

  constructor(options: Partial<RumorOptions> = {}) {
    const sample = (count: number): PeerId[] =>
      Array.from({ length: count }, () => [A, B, C][this.#next++ % 3] as PeerId)
    const steady = { phase: 'in-step', judge: 'cycle-start', cycleMs: CYCLE_MS, ...options } as const
    this.layer = new Rumor(this.env, { sample }, steady)
    this.layer.start()
  }

  /** What is sent in the next cycles. */
  cycles(count = 1): { readonly to: PeerId; readonly message: Message; readonly channel: string }[] {
    this.env.advance(this.layer, count * CYCLE_MS)
    return this.env.takeSent()
  }

  gets(from: PeerId, message: RumorCall | RumorAnswer | RumorFeedback | RumorBodies): Message[] {
    this.layer.onMessage(from, message)
    return this.env.takeSent().map((sent) => sent.message)
  }

  delivered(): unknown[] {
    return this.env.takeEvents()
  }
}

function entry(id: number, more: Partial<RumorEntry> = {}): RumorEntry {
  return { id, hops: 1, age: 0, counter: 0, ...more }
}

function call(rumors: readonly RumorEntry[], asks = false): RumorCall {
  return { tag: RUMOR_TAGS.call, rumors, asks }
}

function feedback(
  needed: readonly number[],
  needless: readonly number[],
  wanted: readonly number[] = [],
): RumorFeedback {
  return { tag: RUMOR_TAGS.feedback, needed, needless, wanted }
}

describe('a node that pushes', () => {
  it('tells a rumour of its own in each cycle until all of k in a row knew it', () => {
    const node = new Node({ mode: 'push', k: 2, bodies: 'at-once' })
    const id = node.layer.broadcast(PAYLOAD)
    expect(node.delivered()).toEqual([{ type: 'delivered', id, from: 0, hops: 0, payload: PAYLOAD }])
    expect(node.cycles()).toMatchObject([{ to: A, message: call([entry(id, { payload: PAYLOAD, age: 1 })]) }])
    node.gets(A, feedback([], [id]))
    expect(node.cycles()).toHaveLength(1)
    node.gets(B, feedback([id], []))
    expect(node.cycles()).toHaveLength(1)
    node.gets(C, feedback([], [id]))
    expect(node.cycles()).toHaveLength(1)
    node.gets(A, feedback([], [id]))
    expect([node.cycles(3), node.layer.carried]).toEqual([[], 0])
  })

  it('sends nothing and has no timer when it has nothing to tell', () => {
    const node = new Node({ mode: 'push', stop: 'blind-counter', k: 1 })
    expect(node.env.pendingTimers).toBe(0)
    node.layer.broadcast(PAYLOAD)
    expect(node.cycles(40)).toHaveLength(1)
    expect([node.env.pendingTimers, node.layer.held.bytes, node.layer.held.offers]).toEqual([0, 0, 0])
  })

  it('passes on what it hears, a hop further and a cycle older, and says that it was news', () => {
    const node = new Node({ mode: 'push', bodies: 'at-once' })
    const heard = call([entry(7, { hops: 3, age: 4, payload: PAYLOAD })])
    expect(node.gets(B, heard)).toEqual([feedback([7], [])])
    expect(node.delivered()).toMatchObject([{ id: 7, from: B, hops: 3 }])
    expect(node.cycles()).toMatchObject([{ message: call([entry(7, { hops: 4, age: 5, payload: PAYLOAD })]) }])
    expect(node.gets(C, heard)).toEqual([feedback([], [7])])
    expect(node.delivered()).toEqual([])
  })

  it('judges by what it knew when the cycle began, or by what it knows now', () => {
    for (const [judge, second] of [
      ['cycle-start', feedback([7], [])],
      ['now', feedback([], [7])],
    ] as const) {
      const node = new Node({ mode: 'push', bodies: 'at-once', judge })
      node.gets(A, call([entry(7, { payload: PAYLOAD })]))
      expect(node.gets(B, call([entry(7, { payload: PAYLOAD })]))).toEqual([second])
    }
  })

  it('tells once, to as many as it should, and at once, if it infects and dies', () => {
    const node = new Node({ mode: 'push', stop: 'infect-and-die', fanout: 3, bodies: 'at-once' })
    expect(node.gets(A, call([entry(7, { payload: PAYLOAD })]))).toHaveLength(3)
    expect([node.cycles(20), node.layer.carried]).toEqual([[], 0])
  })
})

describe('payloads on request', () => {
  it('are asked for at the first who tells of a rumour, and delivered when they come', () => {
    const node = new Node({ mode: 'push' })
    expect(node.gets(A, call([entry(7)]))).toEqual([feedback([7], [], [7])])
    expect(node.gets(B, call([entry(7)]))).toEqual([feedback([7], [])])
    node.gets(A, { tag: RUMOR_TAGS.bodies, rumors: [entry(7, { payload: PAYLOAD })] })
    expect(node.delivered()).toMatchObject([{ id: 7, from: A }])
    expect(node.cycles()).toMatchObject([{ message: call([entry(7, { hops: 2, age: 1 })]) }])
  })

  it('are asked for at the next if they do not come', () => {
    const node = new Node({ mode: 'push' })
    node.gets(A, call([entry(7)]))
    node.gets(B, call([entry(7)]))
    expect(node.cycles(2)).toMatchObject([{ to: B, message: feedback([], [], [7]) }])
    node.gets(B, { tag: RUMOR_TAGS.bodies, rumors: [entry(7, { payload: PAYLOAD })] })
    expect(node.delivered()).toHaveLength(1)
  })

  it('go to whom a rumour was told, once for each telling, and to nobody else', () => {
    const node = new Node({ mode: 'push' })
    const id = node.layer.broadcast(PAYLOAD)
    node.cycles()
    expect(node.gets(B, feedback([], [], [id]))).toEqual([])
    const bodies = { tag: RUMOR_TAGS.bodies, rumors: [entry(id, { age: 1, payload: PAYLOAD })] }
    expect(node.gets(A, feedback([id], [], [id]))).toEqual([bodies])
    expect(node.gets(A, feedback([], [], [id]))).toEqual([])
  })

  it('are not taken from whom they were not asked for, nor when they are too large', () => {
    const node = new Node({ mode: 'push', mostPayloadBytes: 2 })
    const bodies = { tag: RUMOR_TAGS.bodies, rumors: [entry(7, { payload: PAYLOAD })] }
    node.gets(B, bodies)
    node.gets(A, call([entry(7)]))
    node.gets(B, bodies)
    node.gets(A, bodies)
    node.gets(C, call([entry(8, { payload: PAYLOAD })]))
    expect([node.delivered(), node.layer.counters.refused, node.layer.carried]).toEqual([[], 4, 0])
    expect(() => node.layer.broadcast(PAYLOAD)).toThrow('rumor.mostPayloadBytes is 2')
  })

  it('are left to be asked for where a message has no room, and come by a stream if no packet holds them', () => {
    const node = new Node({ mode: 'push', bodies: 'at-once' })
    const [small, large] = [node.layer.broadcast(PAYLOAD), node.layer.broadcast(new Uint8Array(2000))]
    const [first] = node.cycles()
    expect(((first as Sent).message as RumorCall).rumors.map(({ id, payload }) => [id, payload?.length])).toEqual([
      [small, 3],
      [large, undefined],
    ])
    const sizes = new RecordingEnv({ sizeOf: ({ tag }) => (tag === RUMOR_TAGS.bodies ? 2050 : 50) })
    const other = new Rumor(sizes, { sample: () => [A] }, { mode: 'push', phase: 'in-step', cycleMs: CYCLE_MS })
    const id = other.broadcast(new Uint8Array(2000))
    sizes.advance(other, CYCLE_MS)
    sizes.takeSent()
    other.onMessage(A, feedback([id], [], [id]))
    expect(sizes.takeSent()).toMatchObject([{ channel: 'stream', message: { tag: RUMOR_TAGS.bodies } }])
  })
})

describe('a node that pulls', () => {
  it('asks in each cycle, and hears the answer', () => {
    const node = new Node({ mode: 'pull' })
    expect(node.cycles(2)).toMatchObject([
      { to: A, message: call([], true) },
      { to: B, message: call([], true) },
    ])
    const answer: RumorAnswer = { tag: RUMOR_TAGS.answer, rumors: [entry(7)] }
    expect(node.gets(B, answer)).toEqual([feedback([7], [], [7])])
  })

  it('answers with what it knew when the cycle began, and stays silent if that is nothing', () => {
    const node = new Node({ mode: 'pull' })
    node.cycles()
    const id = node.layer.broadcast(PAYLOAD)
    expect(node.gets(A, call([], true))).toEqual([])
    node.cycles()
    expect(node.gets(A, call([], true))).toEqual([{ tag: RUMOR_TAGS.answer, rumors: [entry(id, { age: 1 })] }])
  })

  it('leaves out of an answer what the caller has just told, and takes it for known there', () => {
    const node = new Node({ mode: 'push-pull', k: 1 })
    const [one, two] = [node.layer.broadcast(PAYLOAD), node.layer.broadcast(PAYLOAD)]
    node.cycles()
    const [answer] = node.gets(B, call([entry(one)], true)).filter(({ tag }) => tag === RUMOR_TAGS.answer)
    expect((answer as RumorAnswer).rumors.map(({ id }) => id)).toEqual([two])
    node.cycles()
    expect(node.layer.carried).toBe(1)
  })

  it('takes so many calls a cycle and no more', () => {
    const node = new Node({ mode: 'push-pull', answerLimit: 2 })
    node.layer.broadcast(PAYLOAD)
    node.cycles()
    const answers = [A, B, C].map((peer) => node.gets(peer, call([], true)).length)
    expect([answers, node.layer.counters.turnedAway]).toEqual([[1, 1, 0], 1])
    node.cycles()
    expect(node.gets(C, call([], true))).toHaveLength(1)
  })

  it('tells states both ways for the median counter, also when it has nothing to tell', () => {
    const node = new Node({ mode: 'push-pull', stop: 'median-counter', k: 3 })
    expect(node.gets(A, call([], true))).toEqual([{ tag: RUMOR_TAGS.answer, rumors: [] }])
    const id = node.layer.broadcast(PAYLOAD)
    node.cycles()
    expect(node.gets(B, call([entry(id, { counter: 2 })], true))).toMatchObject([
      { tag: RUMOR_TAGS.answer, rumors: [{ id, counter: 1 }] },
    ])
    expect(node.cycles()).toMatchObject([{ message: call([entry(id, { age: 2, counter: 2 })], true) }])
  })
})

describe('what floods a node', () => {
  it('leaves it bounded: numbers that nobody has', () => {
    const node = new Node()
    for (let i = 0; i < 3000; i++) {
      const rumors = Array.from({ length: 500 }, (_, j) => entry(1000 * i + j))
      node.layer.onMessage((i % 50) as PeerId, call(rumors, true))
      if (i % 100 === 0) node.cycles()
    }
    expect(node.layer.held.wanted).toBeLessThanOrEqual(4096)
    expect(node.layer.held.offers).toBeLessThanOrEqual(4096)
    node.cycles(30)
    expect(node.layer.held).toEqual({ numbers: 0, bytes: 0, wanted: 0, offers: 0 })
  })

  it('leaves it bounded: rumours without end', () => {
    const node = new Node({ mostCarried: 50, mostRemembered: 200, mostKeptBytes: 70_000, bodies: 'at-once' })
    for (let id = 0; id < 2000; id++) {
      node.layer.onMessage(A, call([entry(id, { payload: new Uint8Array(1000) })]))
      if (id % 10 === 9) node.cycles()
      expect(node.layer.carried).toBeLessThanOrEqual(50)
      expect(node.layer.held.numbers).toBeLessThanOrEqual(200)
      expect(node.layer.held.bytes).toBeLessThanOrEqual(70_000)
    }
  })

  it('does not make a rumour live for ever: what is too old is delivered and not passed on', () => {
    const node = new Node({ stop: 'no-end', mode: 'push', bodies: 'at-once', cutOff: 10 })
    for (const [id, age] of [
      [1, 10],
      [2, Number.NaN],
      [3, 8],
    ] as const)
      node.gets(A, call([entry(id, { age, payload: PAYLOAD })]))
    expect(node.delivered()).toHaveLength(3)
    const told = node.cycles(5).flatMap(({ message }) => (message as RumorCall).rumors.map(({ id }) => id))
    expect(told).toEqual([3])
  })

  it('lets rumours grow old while the node stands still', () => {
    const node = new Node({ stop: 'no-end', mode: 'push', cutOff: 10 })
    node.layer.broadcast(PAYLOAD)
    node.layer.onEvent({ type: 'lag', ms: 9.5 * CYCLE_MS } as never)
    expect([node.cycles(2), node.layer.carried]).toEqual([[], 0])
  })
})
