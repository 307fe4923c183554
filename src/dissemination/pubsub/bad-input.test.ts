import { describe, expect, it } from 'vitest'
import { idOf, messageOf, PubSubNode } from '../../../test/support/pubsub-node.ts'
import type { PeerId } from '../../core/env.ts'
import { topicScoreOptions } from './score-options.ts'

const PEER = 1 as PeerId

/** Whether nothing that is remembered exceeds a bound. */
function isSmall(node: PubSubNode): boolean {
  return Object.values(node.layer.sizes).every((size) => size <= 200_000)
}

describe('bad input', () => {
  it('of messages that are too large is refused, counted and punished', () => {
    const scored = { topicWeight: 1, invalidWeight: -10 }
    const node = new PubSubNode(2, {
      options: { mostMessageBytes: 1000 },
      sources: { topicScoreOf: () => topicScoreOptions(scored) },
    })
    node.meshWith('t', 1, 2)
    node.hear(1, { publish: [messageOf(9, 1, 't', new Uint8Array(1001))] })
    expect([node.told(), node.publishedTo(), node.layer.counters.tooLarge]).toEqual([[], [], 1])
    expect(node.layer.scoreOf(PEER)).toBe(-10)
  })

  it('of announcements without end is read up to a bound, and asked for up to a bound', () => {
    const node = new PubSubNode(1)
    node.meshWith('t', 1)
    for (let i = 0; i < 100; i++) {
      const ids = Array.from({ length: 10_000 }, (_, j) => `${i}-${j}`)
      node.control(1, { ihave: [{ topic: 't', ids }] })
    }
    const asked = node.controls('iwant').flatMap(([, lists]) => lists.flatMap(({ ids }) => ids))
    expect(asked).toHaveLength(5000)
    expect(node.layer.counters.ihavesIgnored).toBe(99)
    node.advance(4000) // nothing of it has come
    expect([node.layer.counters.brokenPromises, node.layer.scoreOf(PEER) < 0]).toEqual([1, true])
    expect(isSmall(node)).toBe(true)
  })

  it('of announcements with very long numbers is passed over', () => {
    const node = new PubSubNode(1)
    node.meshWith('t', 1)
    node.control(1, { ihave: [{ topic: 't', ids: ['x'.repeat(1_000_000)] }] })
    expect(node.sent()).toEqual([])
  })

  it('of requests for what was never announced brings nothing, and too many are punished', () => {
    const node = new PubSubNode(1)
    node.control(1, { iwant: [{ ids: ['a', 'b', 'c'] }] })
    expect([node.sent(), node.layer.counters.unknownWants, node.layer.scoreOf(PEER)]).toEqual([[], 3, 0])
    node.control(1, { iwant: [{ ids: Array.from({ length: 100_000 }, (_, i) => `${i}`) }] })
    expect([node.sent(), node.layer.counters.unknownWants, node.layer.scoreOf(PEER) < 0]).toEqual([[], 5000, true])
  })

  it('of grafts of unknown topics makes no mesh, and very many are punished', () => {
    const node = new PubSubNode(1)
    const topics = Array.from({ length: 1000 }, (_, i) => ({ topic: `${i}` }))
    node.control(1, { graft: topics.slice(0, 3) })
    expect([node.sent(), [...node.layer.topics], node.layer.scoreOf(PEER)]).toEqual([[], [], 0])
    node.control(1, { graft: topics })
    expect([node.layer.counters.unknownGrafts, node.layer.scoreOf(PEER) < 0]).toEqual([1003, true])
    node.advance(1000) // told, but not about each of them
    expect(node.sent().flatMap(([, { subscriptions = [] }]) => subscriptions)).toHaveLength(64)
  })

  it('of one number with two bodies: the first one counts, the other is counted', () => {
    const node = new PubSubNode(3)
    node.meshWith('t', 1, 2)
    node.hear(1, { publish: [messageOf(9, 1, 't', Uint8Array.of(1))] })
    node.hear(2, { publish: [messageOf(9, 1, 't', Uint8Array.of(2))] })
    node.hear(2, { publish: [messageOf(9, 1, 't', Uint8Array.of(1, 1))] })
    expect([node.told(), node.layer.counters.conflicts]).toEqual([[1], 2])
  })

  it('of topics of ten million characters is kept nowhere, and punished', () => {
    const node = new PubSubNode(1)
    const topic = 'x'.repeat(10_000_000)
    node.hear(1, {
      subscriptions: [{ isOn: true, topic }],
      publish: [{ topic, data: Uint8Array.of(1) }],
      control: { graft: [{ topic }], prune: [{ topic, peers: [] }], ihave: [{ topic, ids: ['a'] }] },
    })
    expect([node.layer.peersOf(topic), node.layer.counters.tooLarge]).toEqual([[], 1])
    expect(node.layer.scoreOf(PEER)).toBeLessThan(0)
    node.advance(2000)
    expect(node.sent()).toEqual([])
  })

  it('of ever more topics is kept up to a bound', () => {
    const node = new PubSubNode(1)
    for (let i = 0; i < 5000; i++) node.wantedBy(`topic ${i}`, 1)
    expect([node.layer.peersOf('topic 1023'), node.layer.peersOf('topic 1024')]).toEqual([[1], []])
    expect(node.layer.counters.tooLarge).toBe(5000 - 1024)
  })

  it('of words without end about what is not wanted is kept up to a bound', () => {
    const node = new PubSubNode(2)
    node.meshWith('t', 1, 2)
    const ids = Array.from({ length: 100_000 }, (_, i) => `${i}`)
    node.control(1, { dontWant: [{ ids }, { ids: [idOf(9, 1)] }] })
    node.hear(2, { publish: [messageOf(9, 1)] })
    expect(node.publishedTo()).toEqual([1])
  })

  it('of strangers without end is kept up to a bound', () => {
    const node = new PubSubNode(0)
    for (let i = 10; i < 10_000; i++) node.wantedBy('t', i)
    expect(node.layer.sizes['strangers']).toBe(64)
  })

  it('of messages without end leaves a bounded memory of them', () => {
    const node = new PubSubNode(1, { options: { mostSeen: 1000, mostCachedBytes: 10_000 } })
    node.meshWith('t', 1)
    for (let i = 0; i < 5000; i++) {
      const seqno = Uint8Array.of(0, 0, 0, 0, 0, 0, i >> 8, i & 255)
      node.hear(1, { publish: [{ topic: 't', data: new Uint8Array(50), from: Uint8Array.of(9), seqno }] })
    }
    expect(node.layer.sizes['seen']).toBeLessThanOrEqual(1000)
    expect(node.layer.sizes['cachedBytes']).toBeLessThanOrEqual(10_000)
  })

  it('of a peer below the graylist threshold is not read', () => {
    const node = new PubSubNode(1, { sources: { applicationScoreOf: () => -100 } })
    node.wantedBy('t', 1)
    expect([node.layer.peersOf('t'), node.layer.counters.graylisted]).toEqual([[], 1])
  })
})
