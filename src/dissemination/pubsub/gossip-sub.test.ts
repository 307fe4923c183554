import { describe, expect, it } from 'vitest'
import { idOf, messageOf, PubSubNode } from '../../../test/support/pubsub-node.ts'
import type { PeerId } from '../../core/env.ts'
import { anonymous } from './message-policies.ts'

describe('a subscription', () => {
  it('is told to every neighbour, and to those who become one', () => {
    const node = new PubSubNode(2)
    node.layer.subscribe('t')
    node.layer.subscribe('t')
    node.layer.onEvent({ type: 'neighbour', peer: 7, isUp: true } as never)
    const on = { subscriptions: [{ isOn: true, topic: 't' }] }
    expect(node.sent()).toEqual([
      [1, on],
      [2, on],
      [7, on],
    ])
    node.layer.unsubscribe('t')
    expect(node.sent()).toEqual([1, 2, 7].map((to) => [to, { subscriptions: [{ isOn: false, topic: 't' }] }]))
  })

  it('of peers is kept until they take it back, or go', () => {
    const node = new PubSubNode(3)
    node.wantedBy('t', 1, 2, 3)
    node.hear(2, { subscriptions: [{ isOn: false, topic: 't' }] })
    node.layer.onEvent({ type: 'neighbour', peer: 3, isUp: false } as never)
    expect(node.layer.peersOf('t')).toEqual([1])
  })

  it('takes peers of the topic into the mesh at once, up to D', () => {
    const node = new PubSubNode(20)
    node.wantedBy('t', ...Array.from({ length: 20 }, (_, i) => i + 1))
    node.layer.subscribe('t')
    expect(node.controls('graft')).toHaveLength(6)
    expect(node.layer.meshOf('t')).toHaveLength(6)
  })

  it('that comes before its sender has become a neighbour is kept for a heartbeat', () => {
    const node = new PubSubNode(0)
    node.wantedBy('t', 9)
    node.layer.onEvent({ type: 'neighbour', peer: 9, isUp: true } as never)
    expect(node.layer.peersOf('t')).toEqual([9])
    node.wantedBy('t', 8)
    node.advance(4000)
    node.layer.onEvent({ type: 'neighbour', peer: 8, isUp: true } as never)
    expect(node.layer.peersOf('t')).toEqual([9])
  })

  it('that did not arrive is told again', () => {
    const node = new PubSubNode(1)
    node.layer.subscribe('t')
    const [lost] = node.env.takeSent()
    node.layer.onEvent({ type: 'undeliverable', to: 1, message: lost?.message, reason: '', refused: false } as never)
    node.advance(1000)
    expect(node.sent()).toEqual([[1, { subscriptions: [{ isOn: true, topic: 't' }] }]])
    node.advance(1000)
    expect(node.sent()).toEqual([])
  })
})

describe('a message of our own', () => {
  it('goes to all peers of the topic, and is not told to us', () => {
    const node = new PubSubNode(4)
    node.wantedBy('t', 1, 2, 3)
    const { sentTo, isHeld } = node.layer.publish('t', Uint8Array.of(1))
    expect([sentTo, isHeld, node.publishedTo(), node.told()]).toEqual([3, false, [1, 2, 3], []])
  })

  it('is told to us too where that is wanted', () => {
    const node = new PubSubNode(1, { modes: { tellsOwn: true, countsHops: true } })
    node.layer.publish('t', Uint8Array.of(1))
    node.layer.subscribe('t')
    const { id } = node.layer.publish('t', Uint8Array.of(2))
    expect(node.env.takeEvents()).toMatchObject([{ type: 'topic-message', id, via: 0, hops: 0, topic: 't' }])
  })

  it('goes to the mesh alone, or to a fan-out, without flood publishing', () => {
    const modes = { floodPublish: false }
    const node = new PubSubNode(20, { modes })
    node.wantedBy('t', ...Array.from({ length: 20 }, (_, i) => i + 1))
    expect(node.layer.publish('t', Uint8Array.of(1)).sentTo).toBe(6)
    const first = node.publishedTo()
    node.layer.publish('t', Uint8Array.of(2))
    expect(node.publishedTo()).toEqual(first)
    node.layer.subscribe('t')
    expect(new Set(node.layer.meshOf('t'))).toEqual(new Set(first)) // who got them is in the mesh
    node.sent()
    node.layer.publish('t', Uint8Array.of(3))
    expect(new Set(node.publishedTo())).toEqual(new Set(first))
  })

  it('that nobody is there for waits for the first peers, and goes to each once', () => {
    const node = new PubSubNode(2)
    node.layer.subscribe('t')
    expect(node.layer.publish('t', Uint8Array.of(1))).toMatchObject({ sentTo: 0, isHeld: true })
    node.sent()
    node.wantedBy('other', 1)
    expect(node.publishedTo()).toEqual([])
    node.wantedBy('t', 1)
    expect(node.publishedTo()).toEqual([1])
    node.wantedBy('t', 1, 2)
    expect(node.publishedTo()).toEqual([2])
  })

  it('waits for a bounded time, in a bounded room', () => {
    const node = new PubSubNode(1, { options: { mostHeldBytes: 1000, holdMs: 10_000 } })
    for (let i = 0; i < 20; i++) node.layer.publish('t', new Uint8Array(100).fill(i))
    expect(node.layer.sizes['held']).toBe(5)
    expect(node.layer.publish('t', new Uint8Array(2000)).isHeld).toBe(false)
    node.advance(11_000)
    expect(node.layer.sizes['held']).toBe(0)
  })

  it('that is too large, or whose topic is, is refused with the limit named', () => {
    const node = new PubSubNode(1, { options: { mostMessageBytes: 100 } })
    const code = 'ERR_TOO_LARGE'
    expect(() => node.layer.publish('t', new Uint8Array(101))).toThrow(
      expect.objectContaining({ code, message: 'a message of 101 bytes: pubsub.mostMessageBytes is 100' }),
    )
    const long = 'x'.repeat(257)
    expect(() => node.layer.subscribe(long)).toThrow(expect.objectContaining({ code }))
    expect(() => node.layer.publish(long, Uint8Array.of(1))).toThrow('pubsub.mostTopicLength is 256')
  })

  it('without author is one with an equal one', () => {
    const node = new PubSubNode(1, { policy: anonymous })
    node.wantedBy('t', 1)
    const first = node.layer.publish('t', Uint8Array.of(1))
    expect(node.layer.publish('t', Uint8Array.of(1))).toEqual({ ...first, sentTo: 0 })
    expect(node.publishedTo()).toEqual([1])
  })
})

describe('a message of another', () => {
  it('is told once, and passed on to the mesh but where it came from', () => {
    const node = new PubSubNode(4)
    node.meshWith('t', 1, 2, 3)
    const message = messageOf(9, 1)
    node.hear(2, { publish: [message] })
    expect(node.env.takeEvents()).toEqual([
      {
        type: 'topic-message',
        topic: 't',
        id: idOf(9, 1),
        data: message.data,
        via: 2,
        author: message.from,
        seqno: message.seqno,
      },
    ])
    expect(node.publishedTo()).toEqual([1, 3])
    node.hear(3, { publish: [message] })
    expect([node.told(), node.publishedTo(), node.layer.counters.duplicates]).toEqual([[], [], 1])
  })

  it('counts its links where that is wanted', () => {
    const node = new PubSubNode(2, { modes: { countsHops: true } })
    node.meshWith('t', 1, 2)
    node.hear(1, { publish: [{ ...messageOf(9, 1), hops: 3 }] })
    expect(node.env.takeEvents()).toMatchObject([{ hops: 3 }])
    expect(node.sent()).toMatchObject([[2, { publish: [{ hops: 4 }] }]])
  })

  it('of a topic that we do not want is passed over, and its sender told so', () => {
    const node = new PubSubNode(1)
    node.hear(1, { publish: [messageOf(9, 1)] })
    expect([node.told(), node.layer.counters.unwanted]).toEqual([[], 1])
    node.advance(1000)
    expect(node.sent()).toEqual([[1, { subscriptions: [{ isOn: false, topic: 't' }] }]])
  })

  it('is judged by the application before anything else happens', () => {
    const verdicts = ['reject', 'ignore', 'accept'] as const
    const node = new PubSubNode(2, { validate: ({ data }) => verdicts[data?.[0] ?? 0] ?? 'accept' })
    node.meshWith('t', 1, 2)
    node.hear(1, { publish: [messageOf(9, 0), messageOf(9, 1), messageOf(9, 2)] })
    expect([node.told(), node.publishedTo()]).toEqual([[2], [2]])
    expect(node.layer.counters.invalid).toBe(1)
    node.hear(2, { publish: [messageOf(9, 0)] }) // known to be bad
    expect(node.layer.counters.invalid).toBe(2)
  })

  it('may be judged later: only then it is told and passed on, and not to those who have brought it meanwhile', () => {
    const node = new PubSubNode(4, { validate: () => 'later' })
    node.meshWith('t', 1, 2, 3)
    node.hear(1, { publish: [messageOf(9, 1)] })
    node.hear(2, { publish: [messageOf(9, 1)] })
    expect([node.told(), node.publishedTo(), node.layer.sizes['undecided']]).toEqual([[], [], 1])
    node.layer.report(idOf(9, 1), 'accept')
    expect([node.told(), node.publishedTo(), node.layer.sizes['undecided']]).toEqual([[1], [3], 0])
    node.layer.report(idOf(9, 1), 'accept')
    node.layer.report('never heard of', 'accept')
    expect(node.told()).toEqual([])
  })

  it('waits for its verdict with no more than there is room for', () => {
    const node = new PubSubNode(1, { validate: () => 'later', options: { mostUndecided: 10 } })
    node.meshWith('t', 1)
    for (let i = 0; i < 30; i++) node.hear(1, { publish: [messageOf(9, i)] })
    expect([node.layer.sizes['undecided'], node.layer.counters.throttled]).toEqual([10, 20])
  })
})

describe('a large message', () => {
  const large = new Uint8Array(2000)

  it('is not wanted by the rest of the mesh again, who are told before it is judged', () => {
    const node = new PubSubNode(3, { validate: () => 'later' })
    node.meshWith('t', 1, 2, 3)
    node.hear(1, { publish: [messageOf(9, 1, 't', large)] })
    expect(node.controls('dontWant')).toEqual([2, 3].map((to) => [to, [{ ids: [idOf(9, 1)] }]]))
    node.hear(1, { publish: [messageOf(9, 2)] })
    expect(node.controls('dontWant')).toEqual([])
  })

  it('goes to nobody who does not want it, for three heartbeats', () => {
    const node = new PubSubNode(3)
    node.meshWith('t', 1, 2, 3)
    node.control(3, { dontWant: [{ ids: [idOf(9, 1), idOf(9, 2)] }] })
    node.hear(1, { publish: [messageOf(9, 1)] })
    expect(node.publishedTo()).toEqual([2])
    node.advance(4000)
    node.sent()
    node.hear(1, { publish: [messageOf(9, 2)] })
    expect(node.publishedTo()).toEqual([2, 3])
  })
})

describe('gossip', () => {
  it('tells peers outside of the mesh what can be had, for three heartbeats', () => {
    const node = new PubSubNode(4, { options: { d: 2, dLow: 1, dHigh: 2, dScore: 1, dOut: 0 } })
    node.meshWith('t', 1, 2)
    node.wantedBy('t', 3, 4)
    node.hear(1, { publish: [messageOf(9, 1)] })
    node.sent()
    const told: number[][] = []
    for (let i = 0; i < 5; i++) {
      node.advance(1000)
      told.push(
        node
          .controls('ihave')
          .map(([to]) => to)
          .toSorted((a, b) => a - b),
      )
    }
    expect(told).toEqual([[3, 4], [3, 4], [3, 4], [], []])
  })

  it('of what has not come is answered with a request, and a promise broken is punished', () => {
    const node = new PubSubNode(2)
    node.layer.subscribe('t')
    node.sent()
    node.control(1, {
      ihave: [
        { topic: 't', ids: [idOf(9, 1)] },
        { topic: 'other', ids: [idOf(9, 2)] },
      ],
    })
    node.control(2, { ihave: [{ topic: 't', ids: [idOf(9, 3)] }] })
    expect(node.controls('iwant')).toEqual([
      [1, [{ ids: [idOf(9, 1)] }]],
      [2, [{ ids: [idOf(9, 3)] }]],
    ])
    node.hear(2, { publish: [messageOf(9, 3)] })
    node.advance(4000)
    expect(node.layer.counters.brokenPromises).toBe(1)
    expect([node.layer.scoreOf(1 as PeerId) < 0, node.layer.scoreOf(2 as PeerId)]).toEqual([true, 0])
  })

  it('brings what is asked for, three times to the same peer', () => {
    const node = new PubSubNode(1)
    const { id } = node.layer.publish('t', Uint8Array.of(1))
    for (let i = 0; i < 5; i++) node.control(1, { iwant: [{ ids: [id, 'what is not here'] }] })
    expect(node.publishedTo()).toEqual([1, 1, 1])
    expect(node.layer.counters.unknownWants).toBe(5)
    node.advance(6000)
    expect(node.layer.sizes['cached']).toBe(0)
  })
})

describe('the mesh', () => {
  const all = Array.from({ length: 20 }, (_, i) => i + 1)

  it('is filled up to D when it has fewer than D_low, and cut to D when it has more than D_high', () => {
    const node = new PubSubNode(20, { options: { dHigh: 8 }, sources: { isOutbound: () => true } })
    node.layer.subscribe('t')
    node.wantedBy('t', 1, 2, 3)
    node.advance(1000)
    expect(node.layer.meshOf('t')).toHaveLength(3)
    node.wantedBy('t', ...all)
    node.advance(1000)
    expect(node.layer.meshOf('t')).toHaveLength(6)
    node.sent()
    for (const peer of all) node.control(peer, { graft: [{ topic: 't' }] }) // whom we dialled is always let in
    expect(node.layer.meshOf('t')).toHaveLength(20)
    node.advance(1000)
    expect(node.layer.meshOf('t')).toHaveLength(6)
    expect(node.controls('prune').map(([, [prune]]) => prune?.backoffS)).toEqual(new Array(14).fill(60))
  })

  it('takes in nobody who comes while it is full', () => {
    const node = new PubSubNode(20)
    node.meshWith('t', ...all.slice(0, 12))
    node.control(13, { graft: [{ topic: 't' }] })
    expect(node.controls('prune')).toEqual([[13, [{ topic: 't', peers: [], backoffS: 60 }]]])
    expect(node.layer.meshOf('t')).toHaveLength(12)
  })

  it('is left by those who prune us, and they are let alone for as long as they say', () => {
    const node = new PubSubNode(1)
    node.meshWith('t', 1)
    node.control(1, { prune: [{ topic: 't', peers: [], backoffS: 5 }] })
    expect(node.layer.meshOf('t')).toEqual([])
    node.advance(5000)
    expect(node.layer.meshOf('t')).toEqual([])
    node.advance(2500)
    expect(node.layer.meshOf('t')).toEqual([1])
  })

  it('punishes grafts before their time, twice if they come at once', () => {
    const node = new PubSubNode(20)
    node.meshWith('t', ...all.slice(0, 12))
    node.control(13, { graft: [{ topic: 't' }] })
    expect(node.layer.scoreOf(13 as PeerId)).toBe(0)
    node.control(13, { graft: [{ topic: 't' }] })
    expect(node.layer.scoreOf(13 as PeerId)).toBe(-40) // two, squared
    expect(node.layer.counters.earlyGrafts).toBe(1)
  })

  it('names other peers to whom it prunes, and believes those of whom it thinks well', () => {
    const named: unknown[] = []
    const node = new PubSubNode(20, {
      sources: {
        describe: (peer) => ({ id: Uint8Array.of(peer) }),
        onPeersNamed: (...given) => named.push(given),
        applicationScoreOf: (peer) => (peer === 1 ? 5 : 0),
      },
    })
    node.meshWith('t', ...all.slice(0, 12))
    node.control(13, { graft: [{ topic: 't' }] })
    const [pruned] = node.controls('prune')
    expect(pruned?.[1][0]?.peers).toHaveLength(12)
    const peers = Array.from({ length: 40 }, (_, i) => ({ id: Uint8Array.of(i) }))
    node.control(1, { prune: [{ topic: 't', peers }] })
    node.control(2, { prune: [{ topic: 't', peers }] })
    expect(named).toEqual([['t', peers.slice(0, 16), 1]])
  })

  it('is left with a shorter back-off by who unsubscribes', () => {
    const node = new PubSubNode(2)
    node.meshWith('t', 1)
    node.layer.unsubscribe('t')
    expect(node.controls('prune')).toEqual([[1, [{ topic: 't', peers: [], backoffS: 10 }]]])
  })

  it('is told again to everybody now and then where links may lose things', () => {
    const node = new PubSubNode(1, { options: { refreshTicks: 4 } })
    node.meshWith('t', 1)
    node.advance(4000)
    expect(node.sent()).toEqual([
      [1, { subscriptions: [{ isOn: true, topic: 't' }], control: { graft: [{ topic: 't' }] } }],
    ])
  })
})
