import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership, MemberView } from '../../core/ports.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { type Joining, SeedJoiner } from './seed-joiner.ts'

const SEEDS = [0, 1, 2].map((peer) => peer as PeerId)

/** A joiner whose membership knows what a test says. */
function joinerOf(
  self: number,
  joining: Joining,
): { joined: number[]; live: Set<string>; advance: (ms: number) => void } {
  const env = new RecordingEnv({ self })
  const live = new Set([`n${self}`])
  const joined: number[] = []
  const membership = {
    get liveCount() {
      return live.size
    },
    find: (node: string) => ({ state: live.has(node) ? 'suspect' : 'dead' }) as MemberView,
  } as Membership
  const serf = { join: (peer: PeerId) => void joined.push(peer) }
  const joiner: Layer = new SeedJoiner(env, membership, serf, joining, (peer) => `n${peer}`)
  joiner.start()
  return { joined, live, advance: (ms) => env.advance(joiner, ms) }
}

describe('a joiner of seeds', () => {
  it('tries all seeds but itself at once, and again while it is alone', () => {
    const { joined, advance } = joinerOf(1, { seeds: SEEDS, alone: [1000, 2000] })
    expect(joined).toEqual([0, 2])
    advance(999)
    expect(joined).toEqual([0, 2])
    advance(1001)
    expect(joined).toEqual([0, 2, 0, 2])
  })

  it('in a cluster looks later only, and joins those seeds that are no live members', () => {
    const { joined, live, advance } = joinerOf(5, { seeds: SEEDS, alone: [1000, 1000], later: [30_000, 30_000] })
    live.add('n0').add('n2')
    advance(1000)
    expect(joined).toEqual([0, 1, 2, 1])
    advance(29_999)
    live.add('n1')
    advance(30_000)
    expect(joined).toEqual([0, 1, 2, 1])
  })

  it('ends with the first company where nothing is said of later, and never begins as the only seed', () => {
    const { joined, live, advance } = joinerOf(5, { seeds: [SEEDS[0] as PeerId], alone: [1000, 1000] })
    live.add('n7')
    advance(1000)
    live.delete('n7')
    advance(60_000)
    expect(joined).toEqual([0])
    const only = joinerOf(0, { seeds: [SEEDS[0] as PeerId], alone: [1000, 1000] })
    only.advance(60_000)
    expect(only.joined).toEqual([])
  })
})
