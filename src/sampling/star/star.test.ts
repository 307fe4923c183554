import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { NeighbourEvent } from '../../core/ports.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { STAR_TAGS } from '../../core/tags.ts'
import type { StarOptions } from './options.ts'
import { Star } from './star.ts'

const PEERS = [0, 1, 2, 3, 4].map((peer) => peer as PeerId)
const [A, B, C, D] = PEERS as [PeerId, PeerId, PeerId, PeerId]
const ANSWER = { tag: STAR_TAGS.answer } as const

function started(self: PeerId, options: Partial<StarOptions> = {}): { env: RecordingEnv; star: Star } {
  const env = new RecordingEnv({ self })
  const star = new Star(env, PEERS, options)
  star.start()
  return { env, star }
}

function changes(env: RecordingEnv): string[] {
  return (env.takeEvents() as NeighbourEvent[]).map(({ peer, isUp }) => `${isUp ? '+' : '-'}${peer}`)
}

function sentTo(env: RecordingEnv): string[] {
  const names = Object.entries(STAR_TAGS)
  return env.takeSent().map(({ to, message }) => `${names.find(([, tag]) => tag === message.tag)?.[0]} ${to}`)
}

/** Its hub is silent until it is left. */
function leaveHub(env: RecordingEnv, star: Star): void {
  star.sent(A)
  env.advance(star, 2300)
}

describe('a star', () => {
  it('begins with the first as hub, without a word', () => {
    const [hub, leaf] = [started(A), started(C)]
    expect(hub.star.neighbours.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
    expect([leaf.star.hub, leaf.star.neighbours]).toEqual([A, [A]])
    expect([...hub.env.sent, ...leaf.env.sent]).toEqual([])
  })

  it('says nothing while nothing is sent, but renews in time', () => {
    const { env, star } = started(C)
    env.advance(star, 4900)
    expect(env.sent).toEqual([])
    env.advance(star, 200)
    expect(sentTo(env)).toEqual(['ask 0'])
  })

  it('asks nothing of a hub that is heard', () => {
    const { env, star } = started(C, { leaseMs: 60_000 })
    for (let i = 0; i < 15; i++) {
      star.sent(A)
      env.advance(star, 500)
      star.heard(A)
    }
    expect([env.sent, star.hub]).toEqual([[], A])
  })

  it('asks a hub that is silent after something was sent, and stays if it answers', () => {
    const { env, star } = started(C)
    star.sent(A)
    env.advance(star, 1100)
    expect(sentTo(env)).toEqual(['ask 0'])
    star.onMessage(A, ANSWER)
    env.advance(star, 3000)
    expect([star.hub, env.sent]).toEqual([A, []])
  })

  it('leaves a hub that does not answer, seeks among the better ones, and turns to the best that answers', () => {
    const { env, star } = started(D)
    leaveHub(env, star)
    expect([star.hub, star.neighbours]).toEqual([D, []])
    expect(sentTo(env)).toEqual(['ask 0', 'detach 0', 'ask 0', 'ask 1', 'ask 2'])
    star.onMessage(C, ANSWER)
    expect(star.hub).toBe(C)
    star.onMessage(B, ANSWER)
    expect(star.hub).toBe(B)
    star.onMessage(C, ANSWER)
    expect([star.hub, star.neighbours]).toEqual([B, [B]])
    expect(changes(env)).toEqual(['-0', '+2', '-2', '+1'])
    expect(sentTo(env)).toEqual(['ask 2', 'detach 2', 'ask 1'])
  })

  it('goes back to the first as soon as that answers again', () => {
    const { env, star } = started(B)
    leaveHub(env, star)
    env.takeSent()
    env.advance(star, 1100)
    expect(sentTo(env)).toEqual(['ask 0'])
    star.onMessage(A, ANSWER)
    expect([star.hub, sentTo(env)]).toEqual([A, ['ask 0']])
  })

  it('takes whoever asks it as hub for a neighbour, and tells so once', () => {
    const { env, star } = started(B)
    star.onMessage(D, { tag: STAR_TAGS.ask, isHub: false })
    expect(star.neighbours).toEqual([A])
    for (let i = 0; i < 2; i++) star.onMessage(D, { tag: STAR_TAGS.ask, isHub: true })
    expect([star.neighbours, changes(env)]).toEqual([[A, D], ['+3']])
    expect(sentTo(env)).toEqual(['answer 3', 'answer 3', 'answer 3'])
    star.onMessage(D, { tag: STAR_TAGS.detach })
    expect([star.neighbours, changes(env)]).toEqual([[A], ['-3']])
  })

  it('lets a neighbour go that does not renew', () => {
    const { env, star } = started(A, { leaseMs: 5000 })
    for (const peer of [B, C]) star.onMessage(peer, { tag: STAR_TAGS.ask, isHub: true })
    env.advance(star, 4000)
    star.onMessage(B, { tag: STAR_TAGS.ask, isHub: true })
    env.advance(star, 4500)
    expect(star.neighbours).toEqual([B])
  })

  it('takes nobody who is better, nor anybody unknown: there is no ring', () => {
    const { env, star } = started(C)
    for (const peer of [A, B, 77 as PeerId]) star.onMessage(peer, { tag: STAR_TAGS.ask, isHub: true })
    expect([star.neighbours, changes(env)]).toEqual([[A], []])
    star.onMessage(77 as PeerId, ANSWER)
    expect(star.hub).toBe(A)
  })

  it('asks no more than 64 at once, however many are better', () => {
    const env = new RecordingEnv({ self: 99 })
    const star = new Star(
      env,
      Array.from({ length: 100 }, (_, i) => i as PeerId),
    )
    star.start()
    leaveHub(env, star)
    expect(sentTo(env).filter((sent) => sent.startsWith('ask'))).toHaveLength(1 + 64)
  })

  it('draws from its neighbours, each once', () => {
    const { star } = started(A)
    expect(star.sample(9).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4])
    expect(star.sample(2)).toHaveLength(2)
  })

  it('refuses settings that cannot be, and a node that is not among the peers', () => {
    expect(() => started(A, { silentMs: 0 })).toThrow('star.silentMs is 0, but must be a number from 1')
    expect(() => started(9 as PeerId)).toThrow(RangeError)
  })
})
