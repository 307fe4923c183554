import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { StreamPing } from './messages.ts'
import { type SwimOptions, swimOptions } from './options.ts'
import { Swim } from './swim.ts'
import { SERF_VERSIONS } from './versions.ts'

const SUSPECT = { tag: SWIM_TAGS.suspect, incarnation: 1, node: 'n1' } as const

/** A node that knows of n1, n2… at peers 1, 2…, and never probes in the time of these tests. */
function cluster(members: number, overrides: Partial<SwimOptions> = {}): { swim: Swim; env: RecordingEnv } {
  const env = new RecordingEnv()
  const quiet = { pushPullIntervalMs: 0, probeIntervalMs: 1_000_000, suspicionMult: 4, probeTimeoutMs: 500 }
  const swim = new Swim(env, swimOptions('lan', { ...quiet, ...overrides }), { node: 'self' })
  swim.start()
  for (let i = 1; i <= members; i++) alive(swim, i, 1)
  env.takeSent()
  return { swim, env }
}

function alive(swim: Swim, peer: number, incarnation: number): void {
  const body = { incarnation, node: `n${peer}`, peer: peer as PeerId, meta: new Uint8Array(0), versions: SERF_VERSIONS }
  swim.onMessage(peer as PeerId, { tag: SWIM_TAGS.alive, ...body })
}

function looks(env: RecordingEnv): StreamPing[] {
  return env
    .takeSent()
    .filter(({ message }) => message.tag === SWIM_TAGS.streamPing)
    .map(({ message }) => message as StreamPing)
}

function refuse(swim: Swim, env: RecordingEnv): number {
  const sent = looks(env)
  for (const message of sent) {
    swim.onEvent({ type: 'undeliverable', to: 1 as PeerId, message, reason: 'refused', refused: true } as {
      type: string
    })
  }
  return sent.length
}

function stateOf(swim: Swim): string | undefined {
  return swim.find('n1')?.state
}

/** A cluster in which n1 was suspected with evidence, and has refuted it. */
function refuted(): { swim: Swim; env: RecordingEnv } {
  const { swim, env } = cluster(4)
  swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2', refused: true })
  refuse(swim, env)
  env.advance(swim, 200)
  alive(swim, 1, 2)
  return { swim, env }
}

describe('evidence that a process is gone', () => {
  it('makes others look at once, and the verdict fall after one probe time-out in all', () => {
    const { swim, env } = cluster(4)
    swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2', refused: true })
    expect(refuse(swim, env)).toBe(1)
    env.advance(swim, 399)
    expect(looks(env)).toEqual([])
    env.advance(swim, 2)
    expect(refuse(swim, env)).toBe(1) // the last look
    env.advance(swim, 90)
    expect(stateOf(swim)).toBe('suspect')
    env.advance(swim, 20)
    expect(stateOf(swim)).toBe('dead')
  })

  it('counts for nothing when the suspect answers the last look', () => {
    const { swim, env } = cluster(4)
    swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2', refused: true })
    refuse(swim, env)
    env.advance(swim, 401)
    const [last] = looks(env)
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.streamAck, sequence: last?.sequence ?? 0 })
    env.advance(swim, 5000)
    expect(stateOf(swim)).toBe('suspect')
  })

  it('is not one member’s word alone, nor ours alone', () => {
    const { swim, env } = cluster(4)
    swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2', refused: true })
    swim.onMessage(3 as PeerId, { ...SUSPECT, from: 'n3', refused: true })
    const [look] = looks(env)
    swim.onMessage(1 as PeerId, { tag: SWIM_TAGS.streamAck, sequence: look?.sequence ?? 0 }) // us it answers
    env.advance(swim, 5000)
    expect(stateOf(swim)).toBe('suspect')
    const alone = cluster(4)
    alone.swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2' })
    expect(looks(alone.env)).toEqual([]) // nobody was refused
  })

  it('does not outlive a refutation', () => {
    const { swim, env } = refuted()
    env.advance(swim, 400)
    expect(refuse(swim, env)).toBe(0)
    env.advance(swim, 30_000)
    expect(stateOf(swim)).toBe('alive')
  })

  it('of a suspicion that was refuted does not count against the next one', () => {
    const { swim, env } = refuted()
    swim.onMessage(2 as PeerId, { ...SUSPECT, incarnation: 2, from: 'n2' }) // nobody was refused this time
    env.advance(swim, 400)
    expect(refuse(swim, env)).toBe(0)
    env.advance(swim, 5000)
    expect(stateOf(swim)).toBe('suspect')
  })

  it('is looked for once more at the end, however many were refused', () => {
    const { swim, env } = cluster(4)
    for (const from of ['n2', 'n3', 'n4']) {
      swim.onMessage(2 as PeerId, { ...SUSPECT, from, refused: true })
      refuse(swim, env)
    }
    env.advance(swim, 401)
    expect(looks(env)).toHaveLength(1)
  })

  it('is ignored where it is switched off', () => {
    const { swim, env } = cluster(4, { refusalEvidence: false })
    swim.onMessage(2 as PeerId, { ...SUSPECT, from: 'n2', refused: true })
    expect(looks(env)).toEqual([])
  })
})
