import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../../core/env.ts'
import type { LagEvent } from '../../../core/event.ts'
import type { MemberView } from '../../../core/ports.ts'
import { RecordingEnv } from '../../../core/recording-env.ts'
import { HEARTBEAT_TAGS } from '../../../core/tags.ts'
import { AdaptiveThreshold } from '../../adaptive-threshold/adaptive-threshold.ts'
import type { AccrualTrustEvent } from './events.ts'
import { Heartbeats } from './heartbeats.ts'
import type { HeartbeatOptions } from './options.ts'

const PEER = 1 as PeerId

interface Setting {
  readonly env: RecordingEnv
  readonly layer: Heartbeats
  /** Lets the peer send `count` heartbeats, one at the end of each second. */
  readonly hear: (count: number, life?: number) => void
}

function setting(options: Partial<HeartbeatOptions> = {}): Setting {
  const env = new RecordingEnv()
  const layer = new Heartbeats(env, [env.self, PEER], options)
  layer.start()
  let sequence = 0
  const hear = (count: number, life = 7): void => {
    for (let i = 0; i < count; i++) {
      env.advance(layer, 1000)
      layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life, sequence: ++sequence })
    }
  }
  return { env, layer, hear }
}

describe('heartbeats', () => {
  it('go out once an interval to everyone else, numbered, from a random phase on', () => {
    const { env, layer } = setting()
    env.advance(layer, 5000)
    const sent = env.takeSent()
    expect(sent.map(({ to, channel }) => [to, channel])).toEqual(Array.from({ length: 5 }, () => [PEER, 'datagram']))
    expect(sent.map(({ message }) => (message as unknown as { sequence: number }).sequence)).toEqual([1, 2, 3, 4, 5])
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBeCloseTo(1000, 2)
    expect(sent[0]?.at).not.toBe(0)
  })

  it('that stay away are told at each level by itself, and once', () => {
    const { env, layer, hear } = setting({ levels: [1, 8, 100] })
    hear(20)
    expect(env.takeEvents()).toEqual([])
    env.advance(layer, 20_000)
    const told = env.takeEvents() as unknown as { type: string; peer: PeerId; threshold: number; phi: number }[]
    expect(told.map(({ type, peer, threshold }) => [type, peer, threshold])).toEqual([
      ['accrual-suspect', PEER, 1],
      ['accrual-suspect', PEER, 8],
      ['accrual-suspect', PEER, 100],
    ])
    for (const { phi, threshold } of told) expect(phi).toBeGreaterThanOrEqual(threshold)
  })

  it('that come again end the suspicion, which was wrong if the process is the same', () => {
    const { env, layer, hear } = setting()
    hear(20)
    env.advance(layer, 20_000)
    env.takeEvents()
    hear(1)
    expect(env.takeEvents()).toMatchObject([{ type: 'accrual-trust', peer: PEER, threshold: 8, wasWrong: true }])
  })

  it('of another process begin anew, even if they are numbered lower', () => {
    const { env, layer, hear } = setting()
    hear(20)
    env.advance(layer, 3_600_000)
    env.takeEvents()
    layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life: 8, sequence: 1 })
    const [trust, ...more] = env.takeEvents()
    expect([trust, more]).toMatchObject([{ type: 'accrual-trust', wasWrong: false }, []])
    expect((trust as AccrualTrustEvent).phi).toBeLessThan(0.1)
    expect(layer.phi(PEER)).toBeLessThan(0.1)
    env.advance(layer, 5000)
    expect(env.takeEvents()).toMatchObject([{ type: 'accrual-suspect' }])
  })

  it('of the former process that come late do not bring it back', () => {
    const { env, layer, hear } = setting()
    hear(20)
    layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life: 8, sequence: 1 })
    env.advance(layer, 1100)
    const before = layer.phi(PEER)
    layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life: 7, sequence: 21 })
    expect(before).toBeGreaterThan(0)
    expect(layer.phi(PEER)).toBe(before)
  })

  it('that were overtaken or come twice say nothing', () => {
    const { env, layer, hear } = setting()
    hear(20)
    env.advance(layer, 1100)
    const before = layer.phi(PEER)
    for (const sequence of [20, 3]) layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life: 7, sequence })
    expect(layer.phi(PEER)).toBe(before)
  })

  it('that never came are missed too', () => {
    const { env, layer } = setting()
    env.advance(layer, 900)
    expect(layer.phi(PEER)).toBe(0)
    env.advance(layer, 10_000)
    expect(env.takeEvents()).toMatchObject([{ type: 'accrual-suspect', peer: PEER }])
  })

  it('of strangers are ignored', () => {
    const { layer } = setting()
    layer.onMessage(9 as PeerId, { tag: HEARTBEAT_TAGS.heartbeat, life: 1, sequence: 1 })
    expect([[...layer.watched()], layer.phi(9 as PeerId)]).toEqual([[PEER], undefined])
  })

  it('of strangers have the members looked at again: one that takes part since its restart is not told of', () => {
    const env = new RecordingEnv()
    const [meta, versions, incarnation] = [new Uint8Array(0), [], 1]
    const peer = { node: 'peer', peer: PEER, meta, versions, incarnation, state: 'alive' } as const
    const members: MemberView[] = []
    const layer = new Heartbeats(env, { node: 'self', members: () => members })
    layer.start()
    members.push(peer)
    env.advance(layer, 5000)
    expect([...layer.watched()]).toEqual([])
    layer.onMessage(PEER, { tag: HEARTBEAT_TAGS.heartbeat, life: 7, sequence: 1 })
    env.advance(layer, 1000)
    expect([...layer.watched()]).toEqual([PEER])
    expect(env.takeSent()).toMatchObject([{ to: PEER }])
  })

  it('that this node could not hear are not held against the peer', () => {
    const { env, layer, hear } = setting()
    hear(20)
    env.advance(layer, 1000)
    const lag: LagEvent = { type: 'lag', ms: 60_000 }
    layer.onEvent(lag)
    expect(layer.phi(PEER)).toBeLessThan(0.001)
    expect(env.takeEvents()).toEqual([])
  })

  it('move a level that adapts: up when a suspicion was wrong, down while the peer is trusted', () => {
    const level = new AdaptiveThreshold({ start: 8, step: 1, targetIntervalMs: 100_000 })
    const { env, layer, hear } = setting({ levels: [level] })
    hear(20)
    expect(level.observedMs).toBeCloseTo(20_000, 3)
    expect(level.value).toBeCloseTo(7.8, 6)
    env.advance(layer, 20_000)
    expect(level.observedMs).toBeLessThan(23_000)
    const low = level.value
    hear(1)
    expect(level.value).toBeCloseTo(low + 1, 6)
    env.advance(layer, 20_000)
    hear(1, 8)
    expect([level.falseAlarms, level.value < low + 1]).toEqual([1, true])
  })

  it('say what is wrong with their settings', () => {
    expect(() => setting({ intervalMs: 0 })).toThrow('Heartbeats.intervalMs is 0')
    expect(() => setting({ levels: [8, 0] })).toThrow('Heartbeats.levels is 0, but must be a number from 0.001 to 1000')
  })
})
