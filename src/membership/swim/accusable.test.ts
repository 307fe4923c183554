import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Message, Packet } from '../../core/message.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { swimOptions } from './options.ts'
import { Swim } from './swim.ts'
import { SERF_VERSIONS } from './versions.ts'

const [ONE, TWO] = [1 as PeerId, 2 as PeerId]

function setting(): { swim: Swim; env: RecordingEnv } {
  const env = new RecordingEnv()
  const swim = new Swim(env, swimOptions('lan', { pushPullIntervalMs: 0 }), { node: 'self' })
  swim.start()
  for (const peer of [ONE, TWO]) alive(swim, peer, 3)
  env.takeEvents()
  env.takeSent()
  return { swim, env }
}

function alive(swim: Swim, peer: PeerId, incarnation: number): void {
  const body = { incarnation, node: `n${peer}`, peer, meta: new Uint8Array(0), versions: SERF_VERSIONS }
  swim.onMessage(peer, { tag: SWIM_TAGS.alive, ...body })
}

function sentSuspicions(env: RecordingEnv): Message[] {
  const all = env.takeSent().flatMap(({ message }) => [message, ...((message as Partial<Packet>).parts ?? [])])
  return all.filter(({ tag }) => tag === SWIM_TAGS.suspect)
}

describe('the word of another detector', () => {
  it('makes a suspicion of this node’s own, told at once, which the member refutes as any', () => {
    const { swim, env } = setting()
    swim.suspect(ONE)
    expect(env.takeEvents()).toMatchObject([{ type: 'member-suspected', member: { node: 'n1' }, from: 'self' }])
    expect(sentSuspicions(env)).toContainEqual({ tag: SWIM_TAGS.suspect, incarnation: 3, node: 'n1', from: 'self' })
    alive(swim, ONE, 4)
    expect(env.takeEvents()).toMatchObject([{ type: 'member-refuted', member: { node: 'n1', state: 'alive' } }])
  })

  it('is one accuser’s word, however often it is said', () => {
    const { swim, env } = setting()
    for (let i = 0; i < 5; i++) swim.suspect(ONE)
    expect(env.takeEvents()).toHaveLength(1)
    expect(swim.counters.suspicions).toBe(1)
    env.advance(swim, 2000)
    expect(swim.find('n1')?.state).toBe('suspect')
  })

  it('says nothing of this node itself, of strangers and of the dead', () => {
    const { swim, env } = setting()
    swim.onMessage(TWO, { tag: SWIM_TAGS.dead, incarnation: 3, node: 'n1', from: 'n2' })
    env.takeEvents()
    env.takeSent()
    for (const peer of [env.self, 9 as PeerId, ONE]) swim.suspect(peer)
    expect(env.takeEvents()).toEqual([])
    expect(swim.find('n1')?.state).toBe('dead')
  })

  it('that a member is heard tells it what we believe of it, if that is bad', () => {
    const { swim, env } = setting()
    swim.suspect(ONE)
    env.takeSent()
    for (const peer of [env.self, 9 as PeerId, ONE, TWO]) swim.heard(peer)
    const told = { tag: SWIM_TAGS.suspect, incarnation: 3, node: 'n1', from: 'self' }
    expect(env.takeSent().map(({ to, message }) => ({ to, message }))).toEqual([{ to: ONE, message: told }])
  })
})
