import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { UniformSampler } from './uniform-sampler.ts'

const rng = new Rng(1)

/** A membership of these states, the first being this node. */
function membership(...states: readonly MemberView['state'][]): ConstructorParameters<typeof UniformSampler>[0] {
  const members = states.map((state, i) => ({ node: `n${i}`, peer: i as PeerId, state }) as MemberView)
  const live = members.filter(({ state }) => state === 'alive' || state === 'suspect')
  return {
    node: 'n0',
    liveCount: live.length,
    members: () => members,
    randomLive: () => live.slice(1)[rng.next() % (live.length - 1)]?.peer,
  }
}

describe('a uniform sample', () => {
  it('is of live members only, never of this node', () => {
    const sampler = new UniformSampler(membership('alive', 'alive', 'dead', 'suspect', 'left', 'alive'))
    expect(sampler.neighbours).toEqual([1, 3, 5])
    expect(new Set(sampler.sample(3))).toEqual(new Set([1, 3, 5]))
    expect(sampler.sample(10)).toHaveLength(3)
    expect(new UniformSampler(membership('alive')).sample(3)).toEqual([])
  })

  it('has as many different peers as are wanted, each about as often', () => {
    const sampler = new UniformSampler(membership(...new Array<'alive'>(11).fill('alive')))
    const times = new Array<number>(11).fill(0)
    for (let i = 0; i < 2000; i++) {
      const sample = sampler.sample(4)
      expect(new Set(sample).size).toBe(4)
      for (const peer of sample) times[peer] = (times[peer] as number) + 1
    }
    expect(times[0]).toBe(0)
    for (const count of times.slice(1)) expect(Math.abs(count - 800)).toBeLessThan(100)
  })

  it('is whole though chance finds the same peer again and again', () => {
    const always = { ...membership('alive', 'alive', 'alive', 'alive', 'alive'), randomLive: () => 2 as PeerId }
    expect(new Set(new UniformSampler(always).sample(3)).size).toBe(3)
  })
})
