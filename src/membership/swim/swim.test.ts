import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { UndeliverableEvent } from '../../core/event.ts'
import { PACKET, type Message, type Packet } from '../../core/message.ts'
import { RecordingEnv, type Sent } from '../../core/recording-env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { Ack, IndirectPing, Nack, Ping, PushPullReply, StreamPing, Suspect } from './messages.ts'
import { PLAIN_SWIM, type SwimOptions, swimOptions } from './options.ts'
import { Swim } from './swim.ts'
import { SERF_VERSIONS } from './versions.ts'

const NOTHING = new Uint8Array(0)

/** A node "self" that knows of members a, b, c… at peers 1, 2, 3…, with its first news already told. */
function cluster(members: number, overrides: Partial<SwimOptions> = {}): { swim: Swim; env: RecordingEnv } {
  const env = new RecordingEnv()
  const options = { pushPullIntervalMs: 0, ...overrides }
  const swim = new Swim(env, swimOptions('lan', options), { node: 'self' })
  swim.start()
  for (let i = 1; i <= members; i++) alive(swim, i, 1)
  swim.pruneBroadcasts(0)
  env.takeSent()
  env.takeEvents()
  return { swim, env }
}

function name(peer: number): string {
  return String.fromCharCode(96 + peer)
}

function alive(swim: Swim, peer: number, incarnation: number): void {
  const from = peer as PeerId
  const node = name(peer)
  const body = { incarnation, node, peer: from, meta: NOTHING, versions: SERF_VERSIONS }
  swim.onMessage(from, { tag: SWIM_TAGS.alive, ...body })
}

function parts(sent: readonly Sent[]): { to: PeerId; message: Message; channel: string }[] {
  return sent.flatMap(({ to, message, channel }) =>
    message.tag === PACKET
      ? (message as Packet).parts.map((part) => ({ to, message: part, channel }))
      : [{ to, message, channel }],
  )
}

function ofTag<M extends Message>(sent: readonly Sent[], tag: M['tag']): { to: PeerId; message: M }[] {
  return parts(sent).flatMap(({ to, message }) => (message.tag === tag ? [{ to, message: message as M }] : []))
}

/** What the runtime tells when a host answers that nobody listens. */
function refusalOf(to: PeerId, message: Message = { tag: 0 }): UndeliverableEvent {
  return { type: 'undeliverable', to, message, reason: 'connection refused', refused: true }
}

/** Lets time pass until the next ping leaves. */
function nextPing(swim: Swim, env: RecordingEnv): { to: PeerId; message: Ping } {
  for (let ms = 0; ms < 20_000; ms += 10) {
    env.advance(swim, 10)
    const [ping] = ofTag<Ping>(env.takeSent(), SWIM_TAGS.ping)
    if (ping !== undefined) return ping
  }
  throw new Error('no ping in 20 s')
}

describe('the failure detector', () => {
  it('probes every member once in each turn, in a new order', () => {
    const { swim, env } = cluster(6)
    const turns = [0, 1, 2].map(() =>
      Array.from({ length: 6 }, () => {
        const { to, message } = nextPing(swim, env)
        swim.onMessage(to, { tag: SWIM_TAGS.ack, sequence: message.sequence, payload: NOTHING })
        return to
      }),
    )
    for (const turn of turns.slice(1)) expect([...turn].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6])
    expect(turns[1]).not.toEqual(turns[2])
  })

  it('probes in every period, also after a probe that failed', () => {
    const { swim, env } = cluster(6, { localHealth: false })
    nextPing(swim, env)
    const waitsMs = Array.from({ length: 8 }, () => {
      const sinceMs = env.now()
      nextPing(swim, env)
      return env.now() - sinceMs
    })
    expect(waitsMs).toEqual(Array(8).fill(1000))
  })

  it('does not blame a new life for the silence of the one before', () => {
    const { swim, env } = cluster(4)
    const { to } = nextPing(swim, env)
    env.advance(swim, 600)
    alive(swim, to, 2)
    env.takeEvents()
    env.advance(swim, 300)
    expect(swim.find(name(to))?.state).toBe('alive')
    env.advance(swim, 200)
    expect(env.takeEvents().filter((event) => event.type === 'member-suspected')).toEqual([])
  })

  it('ends a probe soon when the host says that nobody listens, without doubting itself', () => {
    const { swim, env } = cluster(5)
    const { to } = nextPing(swim, env)
    env.advance(swim, 500)
    const [streamPing] = ofTag<StreamPing>(env.takeSent(), SWIM_TAGS.streamPing)
    swim.onEvent(refusalOf(to, streamPing?.message))
    env.advance(swim, 95)
    expect(swim.find(name(to))?.state).toBe('alive')
    env.advance(swim, 10)
    expect(swim.find(name(to))?.state).toBe('suspect')
    expect(swim.health).toBe(0)
  })

  it('believes a helper that reaches the target over a host that refuses streams', () => {
    const { swim, env } = cluster(5)
    const { to, message: ping } = nextPing(swim, env)
    env.advance(swim, 500)
    const [streamPing] = ofTag<StreamPing>(env.takeSent(), SWIM_TAGS.streamPing)
    swim.onEvent(refusalOf(to, streamPing?.message))
    env.advance(swim, 50)
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.ack, sequence: ping.sequence, payload: NOTHING })
    env.advance(swim, 100)
    expect(swim.find(name(to))?.state).toBe('alive')
  })

  it('asks helpers when an ack is late, and ends when all of them have nacked', () => {
    const { swim, env } = cluster(5, { streamPing: false })
    const { to, message: ping } = nextPing(swim, env)
    env.advance(swim, 190)
    expect(ofTag<IndirectPing>(env.takeSent(), SWIM_TAGS.indirectPing)).toEqual([])
    env.advance(swim, 10)
    const helpers = ofTag<IndirectPing>(env.takeSent(), SWIM_TAGS.indirectPing)
    expect(helpers).toHaveLength(3)
    for (const helper of helpers) {
      expect(swim.find(name(to))?.state).toBe('alive')
      swim.onMessage(helper.to, { tag: SWIM_TAGS.nack, sequence: ping.sequence })
    }
    expect([swim.find(name(to))?.state, swim.health]).toEqual(['suspect', 0])
  })

  it('heeds no nack that it did not ask for', () => {
    const { swim, env } = cluster(5, { streamPing: false })
    const { to, message: ping } = nextPing(swim, env)
    const nack = (): void => swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.nack, sequence: ping.sequence })
    nack() // nobody was asked yet
    env.advance(swim, 100)
    expect(swim.find(name(to))?.state).toBe('alive')
    env.advance(swim, 110)
    for (let i = 0; i < 2; i++) nack()
    expect(swim.find(name(to))?.state).toBe('alive') // the third helper may still reach it
  })

  it('gains no health by nacks that come more than once', () => {
    const { swim, env } = cluster(2, { streamPing: false, earlyHelp: false, refusalEvidence: false })
    swim.onEvent({ type: 'lag', ms: 500 } as { type: string })
    const { message: ping } = nextPing(swim, env)
    env.advance(swim, 510)
    for (let i = 0; i < 4; i++) swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.nack, sequence: ping.sequence })
    env.advance(swim, 2000)
    expect([swim.find(ping.node)?.state, swim.health]).toEqual(['suspect', 1])
  })

  it('still believes the target itself after helpers were asked', () => {
    const { swim, env } = cluster(5)
    const { to, message: ping } = nextPing(swim, env)
    env.advance(swim, 300)
    swim.onMessage(to, { tag: SWIM_TAGS.ack, sequence: ping.sequence, payload: NOTHING })
    env.advance(swim, 690)
    expect(swim.find(name(to))?.state).toBe('alive')
    expect(swim.planesTo(to).datagram).toBe('up')
  })

  it('waits for the period’s end after a refusal if it is told to', () => {
    const { swim, env } = cluster(5, { refusalEvidence: false })
    const { to } = nextPing(swim, env)
    env.advance(swim, 500)
    const [streamPing] = ofTag<StreamPing>(env.takeSent(), SWIM_TAGS.streamPing)
    swim.onEvent(refusalOf(to, streamPing?.message))
    env.advance(swim, 480)
    expect(swim.find(name(to))?.state).toBe('alive')
    env.advance(swim, 30)
    expect(swim.find(name(to))?.state).toBe('suspect')
  })

  it('asks others and the stream when a ping is not answered, and suspects when nobody reaches the target', () => {
    const { swim, env } = cluster(5)
    const { to, message: ping } = nextPing(swim, env)
    env.advance(swim, 510)
    const sent = env.takeSent()
    const asked = ofTag<IndirectPing>(sent, SWIM_TAGS.indirectPing)
    expect(asked).toHaveLength(3)
    for (const { message } of asked) expect(message).toMatchObject({ sequence: ping.sequence, target: to, nack: true })
    expect(ofTag(sent, SWIM_TAGS.streamPing).map((s) => s.to)).toEqual([to])
    env.advance(swim, 500)
    expect(swim.find(ping.node)?.state).toBe('suspect')
  })

  it('believes a target that answers through a helper or over the stream', () => {
    for (const answer of ['helper', 'stream'] as const) {
      const { swim, env } = cluster(5)
      const { message: ping } = nextPing(swim, env)
      env.advance(swim, 600)
      if (answer === 'helper')
        swim.onMessage(4 as PeerId, { tag: SWIM_TAGS.ack, sequence: ping.sequence, payload: NOTHING })
      else swim.onMessage(4 as PeerId, { tag: SWIM_TAGS.streamAck, sequence: ping.sequence })
      env.advance(swim, 900)
      expect([answer, swim.find(ping.node)?.state]).toEqual([answer, 'alive'])
    }
  })

  it('is not ended by an ack of a number that was never sent', () => {
    const { swim, env } = cluster(5)
    const { to, message: ping } = nextPing(swim, env)
    for (const sequence of [0, ping.sequence + 1])
      swim.onMessage(to, { tag: SWIM_TAGS.ack, sequence, payload: NOTHING })
    env.advance(swim, 1010)
    expect(swim.find(name(to))?.state).toBe('suspect')
  })

  it('answers a ping to the address it names, and not at all for another name', () => {
    const { swim, env } = cluster(1)
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.ping, sequence: 7, node: 'self', source: 5 as PeerId })
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.ping, sequence: 8, node: 'other' })
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.ping, sequence: 9, node: '' })
    expect(ofTag<Ack>(env.takeSent(), SWIM_TAGS.ack).map(({ to, message }) => [to, message.sequence])).toEqual([
      [5, 7],
      [9, 9],
    ])
    expect(swim.counters.misdirectedPings).toBe(1)
  })

  it('pings for others, and says so when the target is silent', () => {
    const { swim, env } = cluster(2)
    const ask = { tag: SWIM_TAGS.indirectPing, target: 2 as PeerId, node: 'b', nack: true } as const
    swim.onMessage(1 as PeerId, { ...ask, sequence: 70 })
    swim.onMessage(1 as PeerId, { ...ask, sequence: 71 })
    const pings = ofTag<Ping>(env.takeSent(), SWIM_TAGS.ping)
    expect(pings.map(({ to, message }) => [to, message.node])).toEqual([
      [2, 'b'],
      [2, 'b'],
    ])
    swim.onMessage(2 as PeerId, { tag: SWIM_TAGS.ack, sequence: pings[0]?.message.sequence ?? 0, payload: NOTHING })
    env.advance(swim, 399)
    const sent = env.takeSent()
    expect(ofTag<Ack>(sent, SWIM_TAGS.ack).map(({ to, message }) => [to, message.sequence])).toEqual([[1, 70]])
    expect(ofTag<Nack>(sent, SWIM_TAGS.nack)).toEqual([])
    env.advance(swim, 2)
    const nacks = ofTag<Nack>(env.takeSent(), SWIM_TAGS.nack)
    expect(nacks.map(({ to, message }) => [to, message.sequence])).toEqual([[1, 71]])
  })

  it('passes an ack on that comes after the nack, until the time-out', () => {
    const { swim, env } = cluster(2)
    const ask = { tag: SWIM_TAGS.indirectPing, target: 2 as PeerId, node: 'b', nack: true } as const
    swim.onMessage(1 as PeerId, { ...ask, sequence: 70 })
    swim.onMessage(1 as PeerId, { ...ask, sequence: 71 })
    const [first, second] = ofTag<Ping>(env.takeSent(), SWIM_TAGS.ping).map(({ message }) => message.sequence)
    env.advance(swim, 450)
    swim.onMessage(2 as PeerId, { tag: SWIM_TAGS.ack, sequence: first ?? 0, payload: NOTHING })
    env.advance(swim, 51)
    swim.onMessage(2 as PeerId, { tag: SWIM_TAGS.ack, sequence: second ?? 0, payload: NOTHING })
    const acks = ofTag<Ack>(env.takeSent(), SWIM_TAGS.ack)
    expect(acks.map(({ to, message }) => [to, message.sequence])).toEqual([[1, 70]])
  })
})

describe('local health', () => {
  it('worsens for each nack that did not come, and recovers with each answered probe', () => {
    const { swim, env } = cluster(5)
    const { message: ping } = nextPing(swim, env)
    env.advance(swim, 510)
    const [helper] = ofTag<IndirectPing>(env.takeSent(), SWIM_TAGS.indirectPing)
    swim.onMessage(helper?.to as PeerId, { tag: SWIM_TAGS.nack, sequence: ping.sequence })
    env.advance(swim, 500)
    expect(swim.health).toBe(2) // of three helpers one was heard
    for (let i = 0; i < 2; i++) {
      const { to, message } = nextPing(swim, env)
      swim.onMessage(to, { tag: SWIM_TAGS.ack, sequence: message.sequence, payload: NOTHING })
    }
    expect(swim.health).toBe(0)
  })

  it('does not suffer from a probe whose target was found to be dead meanwhile', () => {
    const { swim, env } = cluster(5)
    const { message: ping } = nextPing(swim, env)
    const told = { incarnation: 9, node: ping.node, from: 'n9' }
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.dead, ...told })
    env.advance(swim, 1100)
    expect([swim.find(ping.node)?.state, swim.counters.failedProbes, swim.health]).toEqual(['dead', 1, 0])
  })

  it('stretches the probe of a node that has reason to doubt itself', () => {
    const { swim, env } = cluster(2)
    swim.onEvent({ type: 'lag', ms: 2000 } as { type: string })
    expect(swim.health).toBe(3)
    const { message: ping } = nextPing(swim, env)
    env.advance(swim, 3900)
    expect(swim.find(ping.node)?.state).toBe('alive')
    env.advance(swim, 200)
    expect(swim.find(ping.node)?.state).toBe('suspect')
  })

  it('can be switched off', () => {
    const { swim } = cluster(2, { localHealth: false })
    swim.onEvent({ type: 'lag', ms: 5000 } as { type: string })
    expect(swim.health).toBe(0)
  })
})

describe('a suspicion', () => {
  function suspect(swim: Swim, from: string): void {
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.suspect, incarnation: 1, node: 'a', from })
  }

  it('runs for six times its least time unless others confirm it', () => {
    const { swim, env } = cluster(8, { confirmFirst: false, probeIntervalMs: 1000, probeTimeoutMs: 1000 })
    suspect(swim, 'b')
    env.advance(swim, 3900)
    expect(swim.find('a')?.state).toBe('suspect')
    suspect(swim, 'b') // the accuser himself does not count
    suspect(swim, 'c')
    suspect(swim, 'd')
    env.advance(swim, 50)
    expect(swim.find('a')?.state).toBe('suspect')
    env.advance(swim, 100)
    expect(swim.find('a')?.state).toBe('dead')
  })

  it('runs for its least time at once in plain SWIM', () => {
    const { swim, env } = cluster(8, PLAIN_SWIM)
    suspect(swim, 'b')
    env.advance(swim, 4001)
    expect(swim.find('a')?.state).toBe('dead')
  })

  it('is told to the suspect with the ping that probes it', () => {
    for (const buddySystem of [true, false]) {
      const { swim, env } = cluster(1, { buddySystem, eagerGossip: false })
      suspect(swim, 'x')
      swim.pruneBroadcasts(0)
      for (let ms = 0; ms < 2000 && env.sent.length === 0; ms += 10) env.advance(swim, 10)
      const told = ofTag<Suspect>(env.takeSent(), SWIM_TAGS.suspect).length > 0
      expect([buddySystem, told]).toEqual([buddySystem, buddySystem])
    }
  })

  it('makes the next probe go to the suspect while confirmations are missing', () => {
    let first = 0
    for (let seed = 0; seed < 20; seed++) {
      const { swim, env } = cluster(4)
      env.advance(swim, seed * 37)
      env.takeSent()
      suspect(swim, 'b')
      if (nextPing(swim, env).to === 1) first++
    }
    expect(first).toBe(20)
  })
})

describe('gossip', () => {
  it('tells fresh news at once, the rest at the interval, and nothing more than the limit', () => {
    const { swim, env } = cluster(5)
    env.advance(swim, 500)
    env.takeSent()
    const started = env.now()
    swim.broadcast({ tag: SWIM_TAGS.userData, payload: NOTHING } as Message, 3)
    env.advance(swim, 1)
    const atOnce = ofTag(env.takeSent(), SWIM_TAGS.userData)
    expect(atOnce).toHaveLength(3)
    expect(env.now() - started).toBeLessThan(2)
    env.advance(swim, 190)
    expect(env.takeSent()).toEqual([])
    env.advance(swim, 20)
    const later = ofTag(env.takeSent(), SWIM_TAGS.userData)
    expect([...atOnce, ...later].map(({ to }) => to).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]) // each of five others once
    env.advance(swim, 2000)
    expect(ofTag(env.takeSent(), SWIM_TAGS.userData)).toEqual([])
    expect(swim.queuedBroadcasts).toBe(0)
  })

  it('keeps each packet within the budget', () => {
    const env = new RecordingEnv({ packetBudget: 200, sizeOf: () => 48 })
    const swim = new Swim(env, swimOptions('lan', { pushPullIntervalMs: 0 }), { node: 'self' })
    swim.start()
    for (let i = 1; i <= 20; i++) alive(swim, i, 1)
    env.advance(swim, 5000)
    const packets = env.takeSent().filter(({ message }) => message.tag === PACKET)
    expect(packets.length).toBeGreaterThan(3)
    for (const { message } of packets) expect((message as Packet).parts.length * 50).toBeLessThanOrEqual(200)
  })

  it('does not wait for ever for a message that no packet can take', () => {
    const env = new RecordingEnv({ packetBudget: 200, sizeOf: ({ tag }) => (tag === SWIM_TAGS.userData ? 199 : 48) })
    const swim = new Swim(env, swimOptions('lan', { pushPullIntervalMs: 0 }), { node: 'self' })
    swim.start()
    alive(swim, 1, 1)
    let sent = 0
    swim.broadcast({ tag: SWIM_TAGS.userData, payload: NOTHING } as Message, 3, () => sent++)
    expect(sent).toBe(1)
    env.advance(swim, 5000)
    expect(ofTag(env.takeSent(), SWIM_TAGS.userData)).toEqual([])
    expect(swim.queuedBroadcasts).toBe(0)
  })

  it('tells the dead for a while, never those who left, and forgets both at the end of a turn', () => {
    const { swim, env } = cluster(3)
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.dead, incarnation: 1, node: 'a', from: 'x' })
    swim.onMessage(9 as PeerId, { tag: SWIM_TAGS.dead, incarnation: 1, node: 'b', from: 'b' })
    const told = new Set<number>()
    for (let i = 0; i < 30; i++) {
      swim.broadcast({ tag: SWIM_TAGS.userData, payload: NOTHING } as Message, 3)
      env.advance(swim, 200)
      for (const { to } of ofTag(env.takeSent(), SWIM_TAGS.userData)) told.add(to)
    }
    expect([...told].sort((a, b) => a - b)).toEqual([1, 3])
    expect(swim.memberCount).toBe(4)
    env.advance(swim, 60_000)
    expect(swim.find('a')).toBeUndefined()
    expect(swim.find('b')).toBeUndefined()
  })
})

describe('an exchange of member tables', () => {
  it('answers with the table as it was, then merges', () => {
    const { swim, env } = cluster(1)
    const record = {
      node: 'z',
      peer: 26 as PeerId,
      meta: NOTHING,
      incarnation: 4,
      state: 'alive',
      versions: SERF_VERSIONS,
    } as const
    swim.onMessage(30 as PeerId, { tag: SWIM_TAGS.pushPull, join: true, members: [record], state: undefined })
    const [reply] = ofTag<PushPullReply>(env.takeSent(), SWIM_TAGS.pushPullReply)
    expect(reply?.to).toBe(30)
    expect(reply?.message.members.map((m) => m.node).sort()).toEqual(['a', 'self'])
    expect(swim.find('z')?.incarnation).toBe(4)
  })

  it('tells how a join ended', () => {
    const { swim, env } = cluster(0)
    swim.join(1 as PeerId)
    swim.join(2 as PeerId)
    swim.join(3 as PeerId)
    const [, second] = env.takeSent()
    const reply = { tag: SWIM_TAGS.pushPullReply, join: true, members: [], state: undefined } as const
    swim.onMessage(1 as PeerId, reply)
    swim.onEvent({
      type: 'undeliverable',
      to: 2 as PeerId,
      message: second?.message,
      reason: 'refused',
      refused: true,
    } as {
      type: string
    })
    swim.onMessage(3 as PeerId, { tag: SWIM_TAGS.refusal, reason: 'no key' })
    expect(env.takeEvents().filter((e) => e.type.startsWith('join'))).toEqual([
      { type: 'joined', peer: 1 },
      { type: 'join-failed', peer: 2, reason: 'refused' },
      { type: 'join-failed', peer: 3, reason: 'refused: no key' },
    ])
  })

  it('refuses a table whose versions nobody here understands, and says who', () => {
    const { swim, env } = cluster(0)
    swim.join(1 as PeerId)
    const odd = {
      node: 'odd',
      peer: 1 as PeerId,
      meta: NOTHING,
      incarnation: 1,
      state: 'alive',
      versions: [7, 9, 8, 2, 5, 5],
    } as const
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.pushPullReply, join: true, members: [odd], state: undefined })
    expect(swim.find('odd')).toBeUndefined()
    const failed = env.takeEvents().find((e) => e.type === 'join-failed') as { reason?: string } | undefined
    expect(failed?.reason).toMatch(/odd|self/)
  })
})

describe('leaving', () => {
  it('is over when the news has been sent as often as the limit says, and is not refuted', () => {
    const { swim, env } = cluster(4)
    swim.leave(5000)
    env.advance(swim, 1000)
    expect(env.takeEvents().map((e) => e.type)).toContain('left')
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.suspect, incarnation: 1, node: 'self', from: 'a' })
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.dead, incarnation: 1, node: 'self', from: 'a' })
    expect(swim.find('self')?.state).toBe('left')
  })

  it('is not taken back by new application data', () => {
    const { swim, env } = cluster(4)
    swim.leave(5000)
    swim.setMeta(Uint8Array.of(1))
    env.advance(swim, 1000)
    expect(swim.find('self')?.state).toBe('left')
    const sent = env.takeSent()
    expect(ofTag(sent, SWIM_TAGS.dead)).not.toEqual([])
    expect(ofTag(sent, SWIM_TAGS.alive)).toEqual([])
  })

  it('does not wait when nobody is there', () => {
    const { swim, env } = cluster(0)
    swim.leave(5000)
    env.advance(swim, 1)
    expect(env.takeEvents().map((e) => e.type)).toContain('left')
  })
})

describe('settings', () => {
  it('name what is wrong', () => {
    expect(() => swimOptions('lan', { probeIntervalMs: 0 })).toThrow(/swim\.probeIntervalMs is 0/)
    expect(() => swimOptions('lan', { probeTimeoutMs: 2000 })).toThrow(/at most probeIntervalMs/)
    expect(() => swimOptions('lan', { indirectChecks: 1.5 })).toThrow(/integer/)
    expect(() => swimOptions('lan', { speed: 3 } as Partial<SwimOptions>)).toThrow(/known setting/)
    expect(() => swimOptions('lan', { toString: 3 } as Partial<SwimOptions>)).toThrow(/known setting/)
    expect(() => swimOptions('moon' as 'lan')).toThrow(/lan, wan, local/)
    expect(() => swimOptions('constructor' as 'lan')).toThrow(/lan, wan, local/)
  })
})

describe('a member that comes back', () => {
  it('is not said to be behind a firewall because nobody listened there while it was gone', () => {
    const { swim, env } = cluster(1)
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.dead, incarnation: 1, node: 'a', from: 'b' })
    swim.join(1 as PeerId)
    const attempts = env.takeSent().filter(({ message }) => message.tag === SWIM_TAGS.pushPull)
    expect(attempts).toHaveLength(1)
    for (const { to, message } of attempts) swim.onEvent(refusalOf(to, message))
    alive(swim, 1, 2)
    const { to, message } = nextPing(swim, env)
    swim.onMessage(to, { tag: SWIM_TAGS.ack, sequence: message.sequence, payload: NOTHING })
    expect(env.takeEvents().filter(({ type }) => type === 'plane')).toEqual([])
    expect(swim.planesTo(to)).toEqual({ datagram: 'up', stream: 'unknown' })
  })
})
