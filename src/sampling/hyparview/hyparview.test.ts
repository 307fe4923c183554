import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { HYPARVIEW_TAGS } from '../../core/tags.ts'
import { HyParView } from './hyparview.ts'
import type { HyParViewMessage } from './messages.ts'
import { type HyParViewOptions, hyParViewOptions } from './options.ts'

const ACCEPTED = { tag: HYPARVIEW_TAGS.neighbourReply, isAccepted: true } as const
const REFUSED = { tag: HYPARVIEW_TAGS.neighbourReply, isAccepted: false } as const
const ASK = { tag: HYPARVIEW_TAGS.neighbour, isUrgent: false } as const
const URGENT = { tag: HYPARVIEW_TAGS.neighbour, isUrgent: true } as const
const DISCONNECT = { tag: HYPARVIEW_TAGS.disconnect, isLeaving: false } as const
const LEAVING = { tag: HYPARVIEW_TAGS.disconnect, isLeaving: true } as const
const ORIGIN = 90 as PeerId

/** A node 0 with the neighbours 1, 2, 3…, which have asked it, and reserves 51, 52… */
function node(neighbours: number, reserves = 0, options: Partial<HyParViewOptions> = {}): [HyParView, RecordingEnv] {
  const env = new RecordingEnv()
  const layer = new HyParView(env, options)
  layer.start()
  for (let i = 1; i <= neighbours; i++) layer.onMessage(i as PeerId, URGENT)
  const peers = Array.from({ length: reserves }, (_, i) => (51 + i) as PeerId)
  for (const peer of peers) layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffleReply, peers: [peer] })
  env.takeSent()
  env.takeEvents()
  return [layer, env]
}

/** What was sent, without times. */
function sent(env: RecordingEnv): (readonly [number, HyParViewMessage])[] {
  return env.takeSent().map(({ to, message }) => [to, message as HyParViewMessage] as const)
}

/** The reserve that was asked last to become a neighbour. */
function reserveAsked(env: RecordingEnv): number | undefined {
  return sent(env).findLast(([to]) => to > 50)?.[0]
}

function undeliverable(to: number): Parameters<HyParView['onEvent']>[0] {
  const event = { type: 'undeliverable', to: to as PeerId, message: ASK, reason: 'refused', refused: true }
  return event
}

describe('a node that knows nobody but members who may be dead', () => {
  it('turns to one of them at once, and then once in a while', () => {
    const env = new RecordingEnv()
    const layer = new HyParView(env, {}, { liveCount: 2, randomLive: () => 7 as PeerId })
    layer.start()
    layer.join(7 as PeerId)
    const joins = (): number => sent(env).filter(([, { tag }]) => tag === HYPARVIEW_TAGS.join).length
    expect(joins()).toBe(1)
    for (let i = 0; i < 100; i++) layer.onEvent(undeliverable(7))
    expect(joins()).toBe(1)
    env.advance(layer, 2000)
    expect(joins()).toBe(1)
  })
})

describe('a node that joins', () => {
  it('takes its contact for a neighbour at once, and asks to be taken in', () => {
    const [layer, env] = node(0)
    layer.join(7 as PeerId)
    expect(sent(env)).toEqual([[7, { tag: HYPARVIEW_TAGS.join }]])
    expect(env.takeEvents()).toEqual([{ type: 'neighbour', peer: 7, isUp: true }])
    expect(layer.neighbours).toEqual([7])
  })

  it('does not join itself', () => {
    const [layer, env] = node(0)
    layer.join(env.self)
    expect(layer.neighbours).toEqual([])
    expect(sent(env)).toEqual([])
  })
})

describe('a contact', () => {
  it('takes the newcomer in, and lets walks to all other neighbours make it known', () => {
    const [layer, env] = node(3)
    layer.onMessage(9 as PeerId, { tag: HYPARVIEW_TAGS.join })
    const walk = { tag: HYPARVIEW_TAGS.forwardJoin, newcomer: 9, hops: 6 }
    expect(sent(env)).toEqual([1, 2, 3].map((peer) => [peer, walk]))
    expect(layer.neighbours).toEqual([1, 2, 3, 9])
  })

  it('with no room drops a neighbour at random, which becomes a reserve', () => {
    const [layer, env] = node(5)
    layer.onMessage(9 as PeerId, { tag: HYPARVIEW_TAGS.join })
    const [dropped] = layer.reserves
    expect(sent(env)[0]).toEqual([dropped, DISCONNECT])
    expect(layer.neighbours).toContain(9)
    expect(layer.neighbours).not.toContain(dropped)
    expect(env.takeEvents()).toEqual([
      { type: 'neighbour', peer: dropped, isUp: false },
      { type: 'neighbour', peer: 9, isUp: true },
    ])
  })
})

describe('a walk for a newcomer', () => {
  const walk = (hops: number): HyParViewMessage => ({ tag: HYPARVIEW_TAGS.forwardJoin, newcomer: 9 as PeerId, hops })

  it('goes on to another neighbour, one hop shorter', () => {
    const [layer, env] = node(2)
    layer.onMessage(1 as PeerId, walk(5))
    expect(sent(env)).toEqual([[2, walk(4)]])
    expect(layer.reserves).toEqual([])
  })

  it('leaves a reserve behind on the way, where the paper says so', () => {
    const [layer] = node(2)
    layer.onMessage(1 as PeerId, walk(3))
    expect(layer.reserves).toEqual([9])
  })

  it.each([
    ['its hops are over', 3, 0],
    ['there is nowhere else to go', 1, 6],
  ])('ends where %s: a neighbour, which is told so', (_why, neighbours, hops) => {
    const [layer, env] = node(neighbours)
    layer.onMessage(1 as PeerId, walk(hops))
    expect(layer.neighbours).toContain(9)
    expect(sent(env)).toEqual([[9, URGENT]])
  })

  it('is no longer than our own would be, whatever it says', () => {
    const [layer, env] = node(2)
    layer.onMessage(1 as PeerId, walk(1e9))
    expect(sent(env)).toEqual([[2, walk(5)]])
  })

  it('that comes from a stranger tells it that it is none of our neighbours', () => {
    const [layer, env] = node(2)
    layer.onMessage(33 as PeerId, walk(4))
    expect(sent(env)[0]).toEqual([33, DISCONNECT])
  })

  it('for ourselves ends', () => {
    const [layer, env] = node(2)
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.forwardJoin, newcomer: env.self, hops: 0 })
    expect(sent(env)).toEqual([])
    expect(layer.neighbours).toEqual([1, 2])
  })
})

describe('who is asked to be a neighbour', () => {
  it('agrees while it has room, refuses when it has not, and never refuses who has nobody', () => {
    const [layer, env] = node(4)
    layer.onMessage(8 as PeerId, ASK)
    layer.onMessage(9 as PeerId, ASK)
    expect(sent(env).slice(0, 2)).toEqual([
      [8, ACCEPTED],
      [9, REFUSED],
    ])
    expect(layer.reserves).toEqual([9]) // it lives, and has room
    layer.onMessage(9 as PeerId, URGENT)
    expect(layer.neighbours).toContain(9)
    expect(layer.neighbours).toHaveLength(5)
  })

  it('agrees again if it is one already', () => {
    const [layer, env] = node(5)
    layer.onMessage(3 as PeerId, ASK)
    expect(sent(env)).toEqual([[3, ACCEPTED]])
  })

  it('and has no room asks its own neighbours whether they are any more, once between two shuffles', () => {
    const [layer, env] = node(5)
    layer.onMessage(8 as PeerId, ASK)
    expect(sent(env)).toEqual([[8, REFUSED], ...[1, 2, 3, 4, 5].map((peer) => [peer, ASK])])
    layer.onMessage(9 as PeerId, ASK)
    expect(sent(env)).toEqual([[9, REFUSED]])
    for (const peer of [1, 2, 3]) layer.onEvent(undeliverable(peer)) // nobody had noticed
    expect(layer.neighbours).toEqual([4, 5])
    env.advance(layer, 10_000)
    for (const peer of [4, 5, 8, 9, 10]) layer.onMessage(peer as PeerId, URGENT)
    env.takeSent()
    layer.onMessage(11 as PeerId, ASK)
    expect(sent(env).filter(([, message]) => message === REFUSED || message.tag === ASK.tag).length).toBe(5)
  })
})

describe('a link that ends', () => {
  it('has the neighbour asked if it is one any more, and a stranger not', () => {
    const [layer, env] = node(2)
    layer.onEvent({ type: 'link', peer: 2 as PeerId, isOpen: false } as never)
    layer.onEvent({ type: 'link', peer: 7 as PeerId, isOpen: false } as never)
    layer.onEvent({ type: 'link', peer: 1 as PeerId, isOpen: true } as never)
    expect(sent(env)).toEqual([[2, ASK]])
    expect(layer.neighbours).toEqual([1, 2])
  })
})

describe('views from before', () => {
  it('are gone on from: nobody is asked, and nobody told', () => {
    const env = new RecordingEnv()
    const views = { neighbours: [0, 1, 2, 3, 4, 5, 6], reserves: [0, 1, 51, 52] } as never
    const layer = new HyParView(env, {}, undefined, views)
    layer.start()
    expect(layer.neighbours).toEqual([1, 2, 3, 4, 5])
    expect(layer.reserves).toEqual([51, 52])
    expect([env.takeSent(), env.takeEvents()]).toEqual([[], []])
  })
})

describe('an island of few', () => {
  it('asks urgently where it has asked in vain since the last shuffle', () => {
    const [layer, env] = node(1, 2)
    const askedOf = (): number[] => sent(env).flatMap(([to, message]) => (message.tag === ASK.tag ? [to] : []))
    layer.onMessage(51 as PeerId, REFUSED) // it had been asked as soon as it was known
    for (let [to] = askedOf(); to !== undefined; [to] = askedOf()) layer.onMessage(to as PeerId, REFUSED)
    env.advance(layer, 10_000)
    expect(sent(env)).toContainEqual([expect.toBeOneOf([51, 52]), URGENT])
  })
})

describe('a neighbour that fails', () => {
  it('is replaced by a reserve, which is asked', () => {
    const [layer, env] = node(5, 1)
    layer.onEvent(undeliverable(2))
    expect(env.takeEvents()).toEqual([{ type: 'neighbour', peer: 2, isUp: false }])
    expect(sent(env)).toEqual([51, 1, 3, 4, 5].map((peer) => [peer, ASK])) // perhaps others have failed too
    layer.onMessage(51 as PeerId, ACCEPTED)
    expect(layer.neighbours).toEqual([1, 3, 4, 5, 51])
    expect(layer.reserves).toEqual([])
  })

  it('is replaced by the next one, if a reserve is dead, refuses or does not answer', () => {
    const [layer, env] = node(5, 3)
    const asked = (): number => reserveAsked(env) as number
    layer.onEvent(undeliverable(2))
    const first = asked()
    layer.onEvent(undeliverable(first))
    const second = asked()
    layer.onMessage(second as PeerId, REFUSED)
    const third = asked()
    expect(new Set([first, second, third])).toEqual(new Set([51, 52, 53]))
    env.advance(layer, 2001)
    expect(layer.reserves).toEqual([second]) // who refuses stays a reserve
    expect(sent(env)).toEqual([])
  })

  it('that was the last has a reserve asked urgently', () => {
    const [layer, env] = node(1, 1)
    layer.onMessage(51 as PeerId, REFUSED) // it had been asked as soon as it was known
    layer.onEvent({ type: 'member-gone', member: { peer: 1 } } as never)
    env.advance(layer, 10_000)
    expect(sent(env)).toContainEqual([51, URGENT])
  })

  it('among many that refuse is given up until the next shuffle', () => {
    const [layer, env] = node(5, 20)
    layer.onEvent(undeliverable(2))
    let refusals = 0
    for (let asked = reserveAsked(env); asked !== undefined && refusals < 100; asked = reserveAsked(env)) {
      layer.onMessage(asked as PeerId, REFUSED)
      refusals++
    }
    expect(refusals).toBe(5)
    env.advance(layer, 10_000)
    expect(sent(env)).toContainEqual([expect.any(Number), ASK])
  })
})

describe('a neighbour that says so', () => {
  it('is a reserve from then on, and its place is filled', () => {
    const [layer, env] = node(5, 1)
    layer.onMessage(4 as PeerId, DISCONNECT)
    expect(layer.neighbours).toEqual([1, 2, 3, 5])
    expect(layer.reserves).toContain(4)
    expect(sent(env)).toHaveLength(1)
  })

  it('because it leaves is nothing any more', () => {
    const [layer] = node(5)
    layer.onMessage(4 as PeerId, LEAVING)
    expect(layer.reserves).toEqual([])
    expect(layer.neighbours).toEqual([1, 2, 3, 5])
  })
})

describe('a node that leaves', () => {
  it('tells its neighbours, and answers nobody afterwards', () => {
    const [layer, env] = node(2)
    layer.leave()
    expect(sent(env)).toEqual([
      [1, LEAVING],
      [2, LEAVING],
    ])
    layer.onMessage(3 as PeerId, URGENT)
    layer.join(4 as PeerId)
    layer.onEvent(undeliverable(1))
    env.advance(layer, 60_000)
    expect(sent(env)).toEqual([])
    expect(layer.neighbours).toEqual([])
  })
})

describe('a shuffle', () => {
  const hasFour = (peers: readonly PeerId[]): boolean => new Set(peers).size === 4

  it('offers neighbours and reserves to the neighbours in turn', () => {
    const [layer, env] = node(5, 10)
    env.advance(layer, 50_000)
    const shuffles = sent(env).filter(([, { tag }]) => tag === HYPARVIEW_TAGS.shuffle)
    expect(shuffles).toHaveLength(5)
    expect(new Set(shuffles.map(([to]) => to))).toEqual(new Set([1, 2, 3, 4, 5]))
    for (const [to, shuffle] of shuffles) {
      expect(shuffle).toMatchObject({ origin: 0, hops: 6 })
      const { peers } = shuffle as Extract<HyParViewMessage, { readonly peers: readonly PeerId[] }>
      expect(peers).not.toContain(to)
      expect(peers.filter((peer) => peer <= 5)).toHaveLength(3)
      expect(peers.filter((peer) => peer > 50)).toHaveLength(4)
    }
  })

  it('goes on while it has hops, and ends with an answer of as many reserves straight to its origin', () => {
    const [layer, env] = node(3, 10)
    const peers = [61, 62, 63] as PeerId[]
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffle, origin: ORIGIN, hops: 3, peers })
    expect(sent(env)).toEqual([[expect.any(Number), { tag: HYPARVIEW_TAGS.shuffle, origin: ORIGIN, hops: 2, peers }]])
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffle, origin: ORIGIN, hops: 1, peers })
    expect(sent(env)).toEqual([[ORIGIN, { tag: HYPARVIEW_TAGS.shuffleReply, peers: expect.toSatisfy(hasFour) }]])
    expect(layer.reserves).toEqual(expect.arrayContaining([ORIGIN, 61, 62, 63]))
  })

  it('replaces what it has offered first', () => {
    const [layer, env] = node(5, 4, { passiveSize: 4 })
    env.advance(layer, 10_000)
    env.takeSent()
    layer.onMessage(ORIGIN, { tag: HYPARVIEW_TAGS.shuffleReply, peers: [70, 71] as PeerId[] })
    expect(layer.reserves).toHaveLength(4)
    expect(layer.reserves).toEqual(expect.arrayContaining([70, 71]))
  })

  it('takes no more from others than it would give', () => {
    const [layer] = node(5)
    const peers = Array.from({ length: 5000 }, (_, i) => (100 + i) as PeerId)
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffleReply, peers })
    expect(layer.reserves).toHaveLength(8)
  })

  it('that is too long is passed on no longer than our own', () => {
    const [layer, env] = node(3)
    const peers = Array.from({ length: 5000 }, (_, i) => (100 + i) as PeerId)
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffle, origin: ORIGIN, hops: 3, peers })
    expect(sent(env)).toMatchObject([[expect.any(Number), { hops: 2, peers: peers.slice(0, 8) }]])
  })

  it('never makes a node its own reserve, nor a neighbour one', () => {
    const [layer] = node(5)
    layer.onMessage(1 as PeerId, { tag: HYPARVIEW_TAGS.shuffleReply, peers: [0, 3, 3, 70, 70] as PeerId[] })
    expect(layer.reserves).toEqual([70])
  })
})

describe('settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => hyParViewOptions({ activeSize: 0 })).toThrow(
      'hyparview.activeSize is 0, but must be an integer from 1',
    )
    expect(() => hyParViewOptions({ passiveWalk: 7 })).toThrow(
      'hyparview.passiveWalk is 7, but must be at most activeWalk (6)',
    )
    expect(() => hyParViewOptions({ activSize: 5 } as object)).toThrow('did you mean "activeSize"?')
  })
})
