import { describe, expect, it } from 'vitest'
import { idOf, messageOf, PubSubNode } from '../../../test/support/pubsub-node.ts'
import type { GossipSubConfig } from './gossip-sub.ts'

const LAZY: GossipSubConfig = { modes: { lazyMesh: true }, options: { trees: 1 } }

describe('in a lazy mesh', () => {
  it('a link over which a message comes twice gets announcements from then on, and is told to give them', () => {
    const node = new PubSubNode(3, LAZY)
    node.meshWith('t', 1, 2, 3)
    node.hear(1, { publish: [messageOf(9, 1)] })
    node.sent()
    node.hear(2, { publish: [messageOf(9, 1)] })
    expect(node.controls('choke')).toEqual([[2, [{ topic: 't', trees: [0] }]]])
    node.hear(1, { publish: [messageOf(9, 2)] })
    expect(node.publishedTo()).toEqual([3])
    node.advance(50)
    expect(node.controls('ihave')).toEqual([[2, [{ topic: 't', ids: [idOf(9, 2)] }]]])
  })

  it('a choke is heeded, and not repeated before a heartbeat', () => {
    const node = new PubSubNode(3, LAZY)
    node.meshWith('t', 1, 2, 3)
    node.control(2, { choke: [{ topic: 't', trees: [0] }] })
    node.hear(1, { publish: [messageOf(9, 1)] })
    expect(node.publishedTo()).toEqual([3])
    for (const number of [2, 3, 4]) {
      node.hear(1, { publish: [messageOf(9, number)] })
      node.hear(2, { publish: [messageOf(9, number)] })
    }
    expect(node.controls('choke')).toHaveLength(1)
    node.advance(1000)
    node.sent()
    node.hear(2, { publish: [messageOf(9, 1)] })
    expect(node.controls('choke')).toHaveLength(1)
  })

  it('what is announced and does not come is asked for, of one announcer after the other', () => {
    const node = new PubSubNode(3, LAZY)
    node.meshWith('t', 1, 2, 3)
    node.control(2, { ihave: [{ topic: 't', ids: [idOf(9, 1)] }] })
    node.control(3, { ihave: [{ topic: 't', ids: [idOf(9, 1)] }] })
    node.advance(299)
    expect(node.controls('iwant')).toEqual([])
    node.advance(1)
    expect(node.controls('iwant')).toEqual([[2, [{ ids: [idOf(9, 1)] }]]])
    node.advance(150)
    expect(node.controls('iwant')).toEqual([[3, [{ ids: [idOf(9, 1)] }]]])
    node.advance(150)
    expect([node.controls('iwant'), node.layer.sizes['missing']]).toEqual([[], 0])
  })

  it('what comes in time is asked of nobody', () => {
    const node = new PubSubNode(2, LAZY)
    node.meshWith('t', 1, 2)
    node.control(2, { ihave: [{ topic: 't', ids: [idOf(9, 1)] }] })
    node.hear(1, { publish: [messageOf(9, 1)] })
    node.advance(900)
    expect([node.controls('iwant'), node.layer.sizes['missing'], node.told()]).toEqual([[], 0, [1]])
  })

  it('who asks for a message gets the next ones in full', () => {
    const node = new PubSubNode(3, LAZY)
    node.meshWith('t', 1, 2)
    node.control(2, { choke: [{ topic: 't', trees: [0] }] })
    node.hear(1, { publish: [messageOf(9, 1)] })
    expect(node.publishedTo()).toEqual([])
    node.control(2, { iwant: [{ ids: [idOf(9, 1)] }] })
    expect(node.publishedTo()).toEqual([2])
    node.hear(1, { publish: [messageOf(9, 2)] })
    expect(node.publishedTo()).toEqual([2])
  })

  it('authors have trees of their own', () => {
    const node = new PubSubNode(3, { modes: { lazyMesh: true } })
    node.meshWith('t', 1, 2)
    for (const via of [1, 2]) node.hear(via, { publish: [messageOf(9, 1)] })
    node.sent()
    node.hear(1, { publish: [messageOf(9, 2), messageOf(8, 1)] })
    expect(node.sent().flatMap(([to, { publish = [] }]) => publish.map(({ from }) => [to, from?.[0]]))).toEqual([
      [2, 8],
    ])
  })

  it('a link that has left the mesh and comes back is eager', () => {
    const node = new PubSubNode(3, LAZY)
    node.meshWith('t', 1, 2)
    node.control(2, { choke: [{ topic: 't', trees: [0] }] })
    node.control(2, { prune: [{ topic: 't', peers: [], backoffS: 1 }] })
    node.advance(1000)
    node.control(2, { graft: [{ topic: 't' }] })
    node.sent()
    node.hear(1, { publish: [messageOf(9, 1)] })
    expect(node.publishedTo()).toEqual([2])
  })

  it('a flood of announcements is waited for up to a bound', () => {
    const node = new PubSubNode(5, LAZY)
    node.meshWith('t', 1, 2, 3, 4, 5)
    for (let i = 0; i < 500; i++) {
      const ids = Array.from({ length: 1000 }, (_, j) => `${i}-${j}`)
      node.control(1 + (i % 5), { ihave: [{ topic: 't', ids }] })
    }
    expect(node.layer.sizes['missing']).toBe(10_000)
  })
})
