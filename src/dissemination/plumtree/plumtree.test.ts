import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { RecordingEnv, type RecordingOptions } from '../../core/recording-env.ts'
import { PLUMTREE_TAGS } from '../../core/tags.ts'
import type { Announcement, PlumtreeMessage } from './messages.ts'
import { type PlumtreeOptions, plumtreeOptions } from './options.ts'
import { Plumtree } from './plumtree.ts'

const PRUNE = { tag: PLUMTREE_TAGS.prune } as const
const PAYLOAD = Uint8Array.of(7)

/** A node 0 whose neighbours are 1, 2, 3…, all of its tree. */
function node(
  neighbours: number,
  options: Partial<PlumtreeOptions> = {},
  recording: RecordingOptions = {},
): [Plumtree, RecordingEnv] {
  const env = new RecordingEnv(recording)
  const peers = Array.from({ length: neighbours }, (_, i) => (i + 1) as PeerId)
  const layer = new Plumtree(env, { neighbours: peers, sample: () => [] }, options)
  layer.start()
  return [layer, env]
}

function gossip(id: number, hops = 1, payload = PAYLOAD): PlumtreeMessage {
  return { tag: PLUMTREE_TAGS.gossip, id, hops, payload }
}

function ihave(...messages: readonly Announcement[]): PlumtreeMessage {
  return { tag: PLUMTREE_TAGS.ihave, messages }
}

function sent(env: RecordingEnv): (readonly [number, PlumtreeMessage])[] {
  return env.takeSent().map(({ to, message }) => [to, message as PlumtreeMessage] as const)
}

function delivered(env: RecordingEnv): number[] {
  return env.takeEvents().map((event) => (event as DeliveredEvent).id)
}

describe('a message', () => {
  it('of our own goes to all of the tree, and to us', () => {
    const [layer, env] = node(2)
    const id = layer.broadcast(PAYLOAD)
    expect(Number.isSafeInteger(id)).toBe(true)
    expect(sent(env)).toEqual([
      [1, gossip(id, 1)],
      [2, gossip(id, 1)],
    ])
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 0, hops: 0, payload: PAYLOAD }])
  })

  it('of another goes on to all of the tree but where it came from, one hop further', () => {
    const [layer, env] = node(3)
    layer.onMessage(2 as PeerId, gossip(5, 4))
    expect(sent(env)).toEqual([
      [1, gossip(5, 5)],
      [3, gossip(5, 5)],
    ])
    expect(delivered(env)).toEqual([5])
  })

  it('that comes twice is delivered once, and its second link leaves the tree', () => {
    const [layer, env] = node(3)
    layer.onMessage(2 as PeerId, gossip(5))
    env.takeSent()
    layer.onMessage(3 as PeerId, gossip(5))
    expect(sent(env)).toEqual([[3, PRUNE]])
    expect(delivered(env)).toEqual([5])
    expect([[...layer.eager], [...layer.lazy]]).toEqual([[1, 2], [3]])
    expect(layer.counters).toMatchObject({ duplicates: 1, prunes: 1 })
  })

  it('that fits into no packet goes over a stream', () => {
    const sizeOf = (message: { readonly tag: number }): number =>
      ((message as { payload?: Uint8Array }).payload?.length ?? 0) + 20
    const [layer, env] = node(1, {}, { sizeOf })
    layer.broadcast(new Uint8Array(1000))
    layer.broadcast(new Uint8Array(2000))
    expect(env.takeSent().map(({ channel }) => channel)).toEqual(['datagram', 'stream'])
  })
})

describe('an announcement', () => {
  it('is all that a neighbour outside of the tree gets, with others in one message', () => {
    const [layer, env] = node(2)
    layer.onMessage(2 as PeerId, PRUNE)
    const ids = [layer.broadcast(PAYLOAD), layer.broadcast(PAYLOAD)]
    expect(sent(env).map(([to]) => to)).toEqual([1, 1])
    env.advance(layer, 50)
    expect(sent(env)).toEqual([[2, ihave(...ids.map((id) => ({ id, hops: 1 })))]])
    env.advance(layer, 1000)
    expect(sent(env)).toEqual([])
  })

  it('of what has come, or comes in time, has no effect', () => {
    const [layer, env] = node(3)
    layer.onMessage(1 as PeerId, gossip(5))
    layer.onMessage(2 as PeerId, ihave({ id: 5, hops: 2 }, { id: 6, hops: 2 }))
    expect(layer.missing).toBe(1)
    layer.onMessage(1 as PeerId, gossip(6))
    env.takeSent()
    env.advance(layer, 5000)
    expect([layer.missing, sent(env)]).toEqual([0, []])
  })

  it('of what does not come has its announcer asked for it, which joins the tree; then the next one', () => {
    const [layer, env] = node(3)
    layer.onMessage(2 as PeerId, PRUNE)
    layer.onMessage(3 as PeerId, PRUNE)
    layer.onMessage(2 as PeerId, ihave({ id: 5, hops: 2 }))
    layer.onMessage(3 as PeerId, ihave({ id: 5, hops: 2 }))
    env.advance(layer, 299)
    expect(sent(env)).toEqual([])
    env.advance(layer, 1)
    expect(sent(env)).toEqual([[2, { tag: PLUMTREE_TAGS.graft, id: 5 }]])
    expect([...layer.eager]).toEqual([1, 2])
    env.advance(layer, 150)
    expect(sent(env)).toEqual([[3, { tag: PLUMTREE_TAGS.graft, id: 5 }]])
    env.advance(layer, 150)
    expect([layer.missing, sent(env)]).toEqual([0, []])
  })

  it('of a stranger is no reason for anything', () => {
    const [layer, env] = node(1)
    layer.onMessage(9 as PeerId, ihave({ id: 5, hops: 1 }))
    expect(layer.missing).toBe(0)
    env.advance(layer, 5000)
    expect(sent(env)).toEqual([])
  })

  it('is bounded: of a flood of them most are not waited for', () => {
    const [layer] = node(1)
    for (let i = 0; i < 500; i++) {
      layer.onMessage(1 as PeerId, ihave(...Array.from({ length: 1000 }, (_, j) => ({ id: i * 1000 + j, hops: 1 }))))
    }
    expect(layer.missing).toBe(10_000)
  })
})

describe('a graft', () => {
  it('brings the link back into the tree, and the message that was asked for', () => {
    const [layer, env] = node(2)
    const id = layer.broadcast(PAYLOAD)
    layer.onMessage(2 as PeerId, PRUNE)
    env.takeSent()
    layer.onMessage(2 as PeerId, { tag: PLUMTREE_TAGS.graft, id })
    expect(sent(env)).toEqual([[2, gossip(id, 1)]])
    expect([...layer.eager]).toEqual([1, 2])
  })

  it('for what was never there brings nothing', () => {
    const [layer, env] = node(1)
    layer.onMessage(1 as PeerId, { tag: PLUMTREE_TAGS.graft, id: 99 })
    expect(sent(env)).toEqual([])
  })
})

describe('a longer way', () => {
  it('is given up for one that was announced and is much shorter', () => {
    const [layer, env] = node(3)
    layer.onMessage(3 as PeerId, PRUNE)
    layer.onMessage(3 as PeerId, ihave({ id: 5, hops: 2 }))
    layer.onMessage(1 as PeerId, gossip(5, 9))
    expect(sent(env).filter(([, { tag }]) => tag !== PLUMTREE_TAGS.gossip)).toEqual([
      [3, { tag: PLUMTREE_TAGS.graft }],
      [1, PRUNE],
    ])
    expect([[...layer.eager], [...layer.lazy]]).toEqual([[2, 3], [1]])
  })

  it('is kept if the other one is hardly shorter', () => {
    const [layer, env] = node(3)
    layer.onMessage(3 as PeerId, PRUNE)
    layer.onMessage(3 as PeerId, ihave({ id: 5, hops: 3 }))
    layer.onMessage(1 as PeerId, gossip(5, 9))
    expect(sent(env).every(([, { tag }]) => tag === PLUMTREE_TAGS.gossip)).toBe(true)
  })
})

describe('a tree over streams', () => {
  it('sends everything over them, so that a neighbour’s death is noticed', () => {
    const [layer, env] = node(2, { channel: 'stream' })
    layer.broadcast(PAYLOAD)
    expect(env.takeSent().map(({ channel }) => channel)).toEqual(['stream', 'stream'])
    expect(() => plumtreeOptions({ channel: 'pigeon' as never })).toThrow('plumtree.channel is pigeon')
  })
})

describe('a neighbour', () => {
  it('that is new belongs to the tree, and one that is gone to nothing', () => {
    const [layer, env] = node(1)
    layer.onEvent({ type: 'neighbour', peer: 2, isUp: true } as never)
    expect([...layer.eager]).toEqual([1, 2])
    layer.onMessage(2 as PeerId, ihave({ id: 5, hops: 1 }))
    layer.onEvent({ type: 'neighbour', peer: 2, isUp: false } as never)
    expect([...layer.eager]).toEqual([1])
    env.advance(layer, 5000)
    expect([layer.missing, sent(env)]).toEqual([0, []])
    layer.onMessage(2 as PeerId, { tag: PLUMTREE_TAGS.graft })
    expect([...layer.eager]).toEqual([1])
  })
})

describe('settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => plumtreeOptions({ graftAfterMs: 0 })).toThrow('plumtree.graftAfterMs is 0')
    expect(() => plumtreeOptions({ shorterBy: 1.5 })).toThrow('plumtree.shorterBy is 1.5, but must be an integer')
  })
})
