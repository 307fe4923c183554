import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { type Message, PACKET, type Packet } from '../../core/message.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { Stack } from '../../core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import { encodeUtf8 } from '../../base/utf8.ts'
import { swimOptions } from '../swim/options.ts'
import { Swim } from '../swim/swim.ts'
import { SERF_VERSIONS } from '../swim/versions.ts'
import type { SerfUserEvent } from './events.ts'
import type { SerfState } from './messages.ts'
import { SERF_DEFAULTS, type SerfOptions } from './options.ts'
import { Serf } from './serf.ts'

const NOTHING = new Uint8Array(0)

interface Node {
  readonly env: RecordingEnv
  readonly stack: Stack
  readonly swim: Swim
  readonly serf: Serf
}

function node(options: Partial<SerfOptions> = {}, seed = 1): Node {
  const env = new RecordingEnv({ seed })
  const stack = new Stack(env)
  const swim = stack.add(SWIM_TAGS, (e) => new Swim(e, swimOptions('lan', { pushPullIntervalMs: 0 }), { node: 'self' }))
  const serf = stack.add(SERF_TAGS, (e) => new Serf(e, swim, { ...SERF_DEFAULTS, ...options }))
  stack.start()
  return { env, stack, swim, serf }
}

function alive({ stack }: Node, name: string, peer: number, incarnation = 1): void {
  const body = { incarnation, node: name, peer: peer as PeerId, meta: NOTHING, versions: SERF_VERSIONS }
  stack.onMessage(peer as PeerId, { tag: SWIM_TAGS.alive, ...body })
}

function dead({ stack }: Node, name: string, from: string, incarnation = 1): void {
  stack.onMessage(1 as PeerId, { tag: SWIM_TAGS.dead, incarnation, node: name, from } as Message)
}

function leaveIntent({ stack }: Node, name: string, ltime: number, prune = false): void {
  stack.onMessage(1 as PeerId, { tag: SERF_TAGS.leaveIntent, ltime, node: name, prune } as Message)
}

function joinIntent({ stack }: Node, name: string, ltime: number): void {
  stack.onMessage(1 as PeerId, { tag: SERF_TAGS.joinIntent, ltime, node: name } as Message)
}

function userEvent({ stack }: Node, ltime: number, name: string, payload = ''): void {
  const body = { ltime, name, payload: encodeUtf8(payload), coalesce: false }
  stack.onMessage(1 as PeerId, { tag: SERF_TAGS.userEvent, ...body })
}

function delivered({ env }: Node): string[] {
  return env.takeEvents().flatMap((e) => (e.type === 'user-event' ? [(e as SerfUserEvent).name] : []))
}

function sentTags({ env }: Node): number[] {
  return env
    .takeSent()
    .flatMap(({ message }) => partsOf(message))
    .map((message) => message.tag)
}

function partsOf(message: Message): readonly Message[] {
  return message.tag === PACKET ? (message as Packet).parts : [message]
}

describe('a member that goes', () => {
  it('has left if its intent came first, and failed if nothing was said', () => {
    const n = node()
    alive(n, 'a', 1)
    alive(n, 'b', 2)
    leaveIntent(n, 'a', 5)
    expect(n.serf.member('a')?.status).toBe('leaving')
    dead(n, 'a', 'a')
    dead(n, 'b', 'x')
    expect([n.serf.member('a')?.status, n.serf.member('b')?.status]).toEqual(['left', 'failed'])
  })

  it('has left after all when its intent comes late', () => {
    const n = node()
    alive(n, 'a', 1)
    dead(n, 'a', 'x')
    leaveIntent(n, 'a', 5)
    expect(n.serf.member('a')?.status).toBe('left')
    expect(n.env.takeEvents().map((e) => e.type)).toContain('leave')
  })

  it('is not taken for leaving by an intent of an earlier life', () => {
    const n = node()
    alive(n, 'a', 1)
    joinIntent(n, 'a', 9)
    leaveIntent(n, 'a', 8)
    expect(n.serf.member('a')?.status).toBe('alive')
    leaveIntent(n, 'a', 10)
    joinIntent(n, 'a', 11)
    expect(n.serf.member('a')?.status).toBe('alive')
  })

  it('is remembered, tried again while failed, and forgotten in the end', () => {
    const n = node({ reconnectTimeoutMs: 60_000, reconnectIntervalMs: 1000 })
    alive(n, 'a', 1)
    dead(n, 'a', 'x')
    n.env.advance(n.stack, 20_000)
    expect(sentTags(n)).toContain(SWIM_TAGS.pushPull)
    n.env.advance(n.stack, 80_000)
    expect(n.serf.member('a')).toBeUndefined()
    expect(n.env.takeEvents().map((e) => e.type)).toContain('reap')
  })

  it('is not tried by all nodes that started together at one moment', () => {
    const triedAfter = (seed: number): number => {
      const n = node({ reconnectIntervalMs: 1000 }, seed)
      alive(n, 'a', 1)
      dead(n, 'a', 'x')
      let ms = 0
      for (; ms < 1000 && !sentTags(n).includes(SWIM_TAGS.pushPull); ms += 10) n.env.advance(n.stack, 10)
      return ms
    }
    expect(new Set([1, 2, 3, 4, 5, 6, 7, 8].map(triedAfter)).size).toBeGreaterThan(3)
  })

  it('is forgotten at once when an operator prunes it', () => {
    const n = node()
    alive(n, 'a', 1)
    dead(n, 'a', 'x')
    expect(n.serf.removeFailed('a', true)).toBe(true)
    expect(n.serf.member('a')).toBeUndefined()
    expect(n.serf.removeFailed('nobody', true)).toBe(false)
  })
})

describe('members that are pruned while they leave', () => {
  it('are forgotten each when it has had its time', () => {
    const n = node()
    alive(n, 'a', 1)
    alive(n, 'b', 2)
    leaveIntent(n, 'a', 5, true)
    n.env.advance(n.stack, 3000)
    leaveIntent(n, 'b', 6, true)
    dead(n, 'a', 'a')
    n.env.advance(n.stack, 3500)
    expect([n.serf.member('a'), n.serf.member('b')?.status]).toEqual([undefined, 'leaving'])
    dead(n, 'b', 'b')
    expect(n.serf.member('b')?.status).toBe('left')
    n.env.advance(n.stack, 2600)
    expect(n.serf.member('b')).toBeUndefined()
  })
})

describe('a forged time at the end of all times', () => {
  it('does not stop the node from sending events that others can take', () => {
    const n = node()
    userEvent(n, Number.MAX_SAFE_INTEGER, 'forged')
    expect(n.serf.sendEvent('mine', NOTHING, false)).toBe(1)
    userEvent(n, 2, 'theirs')
    expect(delivered(n)).toEqual(['forged', 'mine', 'theirs'])
  })
})

describe('intents', () => {
  it('that come before their member count when it comes', () => {
    const n = node()
    leaveIntent(n, 'a', 7)
    alive(n, 'a', 1)
    expect(n.serf.member('a')).toMatchObject({ status: 'leaving', statusLtime: 7 })
  })

  it('are passed on once, and only while they are news', () => {
    const n = node()
    alive(n, 'a', 1)
    alive(n, 'b', 2)
    n.swim.pruneBroadcasts(0)
    joinIntent(n, 'a', 4)
    const first = n.swim.queuedBroadcasts
    joinIntent(n, 'a', 4)
    joinIntent(n, 'a', 3)
    expect([first, n.swim.queuedBroadcasts]).toEqual([1, 1])
  })

  it('that say this node leaves are answered with a join', () => {
    const n = node()
    alive(n, 'a', 1)
    n.swim.pruneBroadcasts(0)
    leaveIntent(n, 'self', 40)
    n.env.advance(n.stack, 1)
    expect(n.serf.member('self')?.status).toBe('alive')
    expect(sentTags(n)).toContain(SERF_TAGS.joinIntent)
    expect(n.serf.clocks.member).toBeGreaterThan(40)
  })
})

describe('user events', () => {
  it('are delivered once, whoever repeats them, and passed on', () => {
    const n = node()
    alive(n, 'a', 1)
    n.swim.pruneBroadcasts(0)
    userEvent(n, 3, 'deploy', 'v1')
    userEvent(n, 3, 'deploy', 'v1')
    userEvent(n, 3, 'deploy', 'v2')
    expect(delivered(n)).toEqual(['deploy', 'deploy'])
    expect(n.swim.queuedBroadcasts).toBe(2)
  })

  it('of this node reach it too, with rising times', () => {
    const n = node()
    userEvent(n, 10, 'other')
    const times = [n.serf.sendEvent('one', NOTHING, false), n.serf.sendEvent('two', NOTHING, false)]
    expect(times).toEqual([11, 12])
    expect(delivered(n)).toEqual(['other', 'one', 'two'])
  })

  it('older than the ring are not delivered', () => {
    const n = node()
    userEvent(n, 2000, 'new')
    userEvent(n, 1400, 'old')
    userEvent(n, 1600, 'late')
    expect(delivered(n)).toEqual(['new', 'late'])
  })

  it('come along with an exchange, but not the old ones of a cluster that is joined', () => {
    const events = [{ ltime: 5, events: [{ name: 'past', payload: NOTHING }] }]
    const state: SerfState = {
      tag: SERF_TAGS.state,
      ltime: 3,
      statusLtimes: new Map(),
      leftMembers: [],
      eventLtime: 6,
      events,
      queryLtime: 1,
    }
    const reply = { tag: SWIM_TAGS.pushPullReply, join: true, members: [], state } as Message
    const joined = node()
    joined.serf.join(7 as PeerId)
    joined.stack.onMessage(7 as PeerId, reply)
    const replayed = node()
    replayed.serf.join(7 as PeerId, true)
    replayed.stack.onMessage(7 as PeerId, reply)
    const repaired = node()
    repaired.stack.onMessage(7 as PeerId, reply)
    expect([delivered(joined), delivered(replayed), delivered(repaired)]).toEqual([[], ['past'], ['past']])
    userEvent(joined, 6, 'next')
    expect(delivered(joined)).toEqual(['next'])
  })
})

describe('leaving', () => {
  it('tells the intent first, then the leave, then waits for both to spread', () => {
    const n = node()
    alive(n, 'a', 1)
    alive(n, 'b', 2)
    alive(n, 'c', 3)
    n.env.advance(n.stack, 3000)
    n.env.takeSent()
    n.serf.leave()
    n.env.advance(n.stack, 600)
    const tags = sentTags(n).filter((tag) => tag === SERF_TAGS.leaveIntent || tag === SWIM_TAGS.dead)
    expect(tags.indexOf(SWIM_TAGS.dead)).toBeGreaterThan(tags.lastIndexOf(SERF_TAGS.leaveIntent))
    n.env.advance(n.stack, 1600)
    expect(n.env.takeEvents().map((e) => e.type)).toContain('leave-done')
  })
})

describe('an exchange with a node that leaves', () => {
  it('tells that it leaves, even if the intent itself comes later', () => {
    const leaving = node()
    alive(leaving, 'a', 1)
    leaving.env.advance(leaving.stack, 3000)
    leaving.serf.leave()
    leaving.env.takeSent()
    const asked = { tag: SWIM_TAGS.pushPull, join: false, members: [], state: undefined } as Message
    leaving.stack.onMessage(1 as PeerId, asked)
    const [reply] = leaving.env.takeSent()
    const state = (reply?.message as { readonly state?: SerfState } | undefined)?.state
    expect(state?.leftMembers).toEqual(['self'])
    const other = node()
    alive(other, 'b', 2)
    const [ltime = 0] = state?.statusLtimes.values() ?? []
    const told = { ...(state as SerfState), statusLtimes: new Map([['b', ltime]]), leftMembers: ['b'] }
    other.stack.onMessage(2 as PeerId, { ...asked, tag: SWIM_TAGS.pushPullReply, state: told } as Message)
    leaveIntent(other, 'b', ltime)
    dead(other, 'b', 'x')
    expect(other.serf.member('b')?.status).toBe('left')
  })
})

describe('a leave while a join is under way', () => {
  it('is not taken back when the join comes to its end', () => {
    const n = node()
    alive(n, 'a', 1)
    n.env.advance(n.stack, 3000)
    n.serf.join(7 as PeerId)
    n.serf.leave()
    n.env.takeSent()
    const reply = { tag: SWIM_TAGS.pushPullReply, join: true, members: [], state: undefined } as Message
    n.stack.onMessage(7 as PeerId, reply)
    n.env.advance(n.stack, 500)
    expect(n.serf.member('self')?.status).toBe('leaving')
    expect(sentTags(n)).not.toContain(SERF_TAGS.joinIntent)
  })
})

describe('a leave in a small cluster', () => {
  it('is told to every member, whomever gossip chooses', () => {
    const n = node()
    const peers = [1, 2, 3, 4, 5, 6, 7, 8]
    for (const peer of peers) alive(n, `m${peer}`, peer)
    n.env.advance(n.stack, 3000)
    n.env.takeSent()
    n.serf.leave()
    const told = n.env
      .takeSent()
      .filter(({ message }) => partsOf(message).some(({ tag }) => tag === SERF_TAGS.leaveIntent))
    expect(new Set(told.map(({ to }) => to))).toEqual(new Set(peers))
  })
})

describe('a bare memberlist member', () => {
  it('sends nothing of Serf and heeds nothing of it', () => {
    const n = node({ speaks: false })
    alive(n, 'a', 1)
    n.swim.pruneBroadcasts(0)
    leaveIntent(n, 'a', 5)
    userEvent(n, 3, 'deploy')
    n.serf.join(1 as PeerId)
    const [exchange] = n.env.takeSent()
    expect((exchange?.message as { state?: unknown } | undefined)?.state).toBeUndefined()
    n.stack.onMessage(
      1 as PeerId,
      { tag: SWIM_TAGS.pushPullReply, join: true, members: [], state: undefined } as Message,
    )
    n.env.advance(n.stack, 1000)
    expect(n.serf.member('a')?.status).toBe('alive')
    expect(sentTags(n).filter((tag) => tag >= SERF_TAGS.joinIntent)).toEqual([])
  })
})

describe('the sender of an event', () => {
  function toldOf(nodes: Node): PeerId[] {
    return nodes.env
      .takeSent()
      .filter(({ message }) => message.tag === SERF_TAGS.userEvent)
      .map(({ to }) => to)
      .sort((a, b) => a - b)
  }

  it('tells each member of a small cluster by itself, at once', () => {
    const sender = node()
    for (let peer = 1; peer <= 4; peer++) alive(sender, `n${peer}`, peer)
    sender.env.takeSent()
    sender.serf.sendEvent('deploy', NOTHING, false)
    expect(toldOf(sender)).toEqual([1, 2, 3, 4])
  })

  it('leaves events that follow at once to gossip, which packs them, and those in large clusters', () => {
    const sender = node()
    for (let peer = 1; peer <= 4; peer++) alive(sender, `n${peer}`, peer)
    sender.serf.sendEvent('first', NOTHING, false)
    sender.env.takeSent()
    sender.serf.sendEvent('second', NOTHING, false)
    expect(toldOf(sender)).toEqual([])
    sender.env.advance(sender.stack, 1000)
    for (let peer = 5; peer <= 17; peer++) alive(sender, `n${peer}`, peer)
    sender.env.takeSent()
    sender.serf.sendEvent('third', NOTHING, false)
    expect(toldOf(sender)).toEqual([])
  })
})
