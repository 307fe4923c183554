import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { type SwimOptions, swimOptions } from './options.ts'
import { Swim } from './swim.ts'
import { SERF_VERSIONS } from './versions.ts'

const SUSPECT = { tag: SWIM_TAGS.suspect, incarnation: 1 } as const
const STRANGER = 99 as PeerId

/** A node that knows n1, n2… at peers 1, 2…; it neither probes nor gossips in the time of these tests. */
function cluster(overrides: Partial<SwimOptions> = {}): { swim: Swim; env: RecordingEnv } {
  const env = new RecordingEnv()
  const quiet = { pushPullIntervalMs: 0, probeIntervalMs: 1000, gossipNodes: 0, refusalEvidence: false }
  const swim = new Swim(env, swimOptions('lan', { ...quiet, ...overrides }), { node: 'self' })
  swim.start()
  for (let i = 1; i <= 4; i++) alive(swim, i, 1)
  env.takeSent()
  return { swim, env }
}

function alive(swim: Swim, peer: number, incarnation: number): void {
  const body = { incarnation, node: `n${peer}`, peer: peer as PeerId, meta: new Uint8Array(0), versions: SERF_VERSIONS }
  swim.onMessage(peer as PeerId, { tag: SWIM_TAGS.alive, ...body })
}

/** What was said of members by itself, not on the back of a probe. */
function said(env: RecordingEnv): { to: PeerId; message: Message }[] {
  const tags: readonly number[] = [SWIM_TAGS.alive, SWIM_TAGS.suspect, SWIM_TAGS.dead]
  return env.takeSent().filter(({ message }) => tags.includes(message.tag))
}

/** Lets n1 be suspected until it is dead. @returns when it was told, ms before the verdict, and what */
function convict(swim: Swim, env: RecordingEnv): { beforeMs: number; message: Message }[] {
  const told: { at: number; message: Message }[] = []
  let now = 0
  while (swim.find('n1')?.state === 'suspect' && now < 60_000) {
    env.advance(swim, 10)
    now += 10
    for (const { to, message } of said(env)) if (to === 1) told.push({ at: now, message })
  }
  return told.map(({ at, message }) => ({ beforeMs: now - at, message }))
}

describe('a suspect', () => {
  it('is called one probe time-out before the verdict, by whoever holds the suspicion', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'n1', from: 'n3' })
    for (const confirmer of ['n2', 'n4']) swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'n1', from: confirmer })
    expect(said(env)).toEqual([])
    const { probeTimeoutMs } = swimOptions('lan')
    env.advance(swim, 4_000_000 - probeTimeoutMs - 20)
    const calls = convict(swim, env)
    expect(calls.map(({ message }) => message)).toEqual([{ ...SUSPECT, node: 'n1', from: 'self' }])
    expect(Math.abs((calls[0]?.beforeMs ?? 0) - probeTimeoutMs)).toBeLessThanOrEqual(20)
    expect(swim.find('n1')?.state).toBe('dead')
  })

  it('that answers the call lives', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'n1', from: 'n3' })
    for (let waited = 0; said(env).length === 0 && waited < 30_000; waited++) env.advance(swim, 1000)
    expect(swim.find('n1')?.state).toBe('suspect')
    alive(swim, 1, 2)
    env.advance(swim, 2 * swimOptions('lan').probeTimeoutMs) // the verdict was due in between
    expect(swim.find('n1')?.state).toBe('alive')
  })

  it('is told by its accuser at once', () => {
    const { swim, env } = cluster()
    const accusations: { to: PeerId; message: Message }[] = []
    for (let waited = 0; accusations.length === 0 && waited < 10_000; waited += 100) {
      env.advance(swim, 100) // nobody acknowledges
      accusations.push(...said(env))
    }
    const suspects = [...swim.members()].filter(({ state }) => state === 'suspect')
    expect(accusations).toMatchObject(
      suspects.map(({ node, peer }) => ({ to: peer, message: { ...SUSPECT, node, from: 'self' } })),
    )
    expect(suspects).toHaveLength(1)
  })

  it('that pings us is told, and so is one that we hold for dead', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    const ping = { tag: SWIM_TAGS.ping, sequence: 1, node: 'self', source: 1 as PeerId, sourceNode: 'n1' } as const
    swim.onMessage(1 as PeerId, ping)
    expect(said(env)).toEqual([])
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'n1', from: 'n3' })
    swim.onMessage(1 as PeerId, ping)
    expect(said(env)).toMatchObject([{ to: 1, message: { ...SUSPECT, node: 'n1', from: 'self' } }])
    swim.onMessage(2 as PeerId, { ...SUSPECT, tag: SWIM_TAGS.dead, node: 'n1', from: 'n3' })
    swim.onMessage(1 as PeerId, ping)
    expect(said(env)).toMatchObject([{ to: 1, message: { tag: SWIM_TAGS.dead, node: 'n1', from: 'self' } }])
    swim.onMessage(STRANGER, { ...ping, source: STRANGER }) // the name on another address
    expect(said(env)).toEqual([])
  })
})

describe('the accused', () => {
  it('answers the member that tells it, and goes on answering those whose news is old', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'self', from: 'n3' })
    expect(said(env)).toMatchObject([{ to: 2, message: { tag: SWIM_TAGS.alive, node: 'self', incarnation: 2 } }])
    swim.onMessage(3 as PeerId, { ...SUSPECT, tag: SWIM_TAGS.dead, node: 'self', from: 'n3' })
    expect(said(env)).toMatchObject([{ to: 3, message: { tag: SWIM_TAGS.alive, node: 'self', incarnation: 2 } }])
  })

  it('answers a packet full of accusations once, and strangers never', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    for (let i = 0; i < 50; i++) swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'self', from: 'n3' })
    expect(said(env)).toHaveLength(1)
    swim.onMessage(STRANGER, { ...SUSPECT, node: 'self', from: 'n3' })
    expect(said(env)).toEqual([])
  })

  it('has nothing to answer while it leaves', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000 })
    swim.leave(1000)
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'self', from: 'n3' })
    expect(said(env)).toEqual([])
  })
})

describe('without a fair hearing', () => {
  it('nobody is told but by gossip', () => {
    const { swim, env } = cluster({ probeIntervalMs: 1_000_000, fairHearing: false })
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'self', from: 'n3' })
    swim.onMessage(2 as PeerId, { ...SUSPECT, node: 'n1', from: 'n3' })
    env.advance(swim, 30_000_000)
    expect(swim.find('n1')?.state).toBe('dead')
    expect(said(env)).toEqual([])
  })
})
