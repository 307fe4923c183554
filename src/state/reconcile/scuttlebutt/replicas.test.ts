import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../../core/env.ts'
import type { DeltaGroup, Update } from './messages.ts'
import { SCUTTLEBUTT_DEFAULTS } from './options.ts'
import { type ReplicaLimits, Replicas } from './replicas.ts'

const A = 1 as PeerId
const HOUR = SCUTTLEBUTT_DEFAULTS.forgetAfterMs

function replicas(limits: Partial<ReplicaLimits> = {}): Replicas {
  return new Replicas(0 as PeerId, 5, { ...SCUTTLEBUTT_DEFAULTS, ...limits })
}

function update(version: number, key = `k${version}`, bytes = 1): Update {
  return { key, value: new Uint8Array(bytes), version }
}

function group(peer: number, life: number, base: number, ...updates: readonly Update[]): DeltaGroup {
  return { peer: peer as PeerId, life, base, updates }
}

function versionOf(all: Replicas, peer = A): number | undefined {
  return all.get(peer)?.version
}

describe('a group of updates', () => {
  it('is taken if it goes on from what is held, and told only as far as it is new', () => {
    const all = replicas()
    expect(all.take(group(1, 9, 0, update(1), update(3)))).toMatchObject({ isNewLife: true })
    expect(all.take(group(1, 9, 1, update(3), update(4)))).toEqual({ isNewLife: false, updates: [update(4)] })
    expect(all.digest()).toEqual([
      { peer: 0, life: 5, version: 0, mark: 0 },
      { peer: 1, life: 9, version: 4, mark: all.get(A)?.mark },
    ])
  })

  it('that begins later is not: something would be missing', () => {
    const all = replicas()
    expect(all.take(group(1, 9, 1, update(2)))).toBeUndefined()
    all.take(group(1, 9, 0, update(1)))
    expect(all.take(group(1, 9, 2, update(3)))).toBeUndefined()
    expect([versionOf(all), all.refusals.gaps]).toEqual([1, 2])
  })

  it('is read up to the first version out of order or out of reason', () => {
    for (const [bad, upTo] of [[[2, 1], 2] as const, [[1, 1.5], 1] as const, [[1, 2, 2, 3], 2] as const]) {
      const all = replicas()
      all.take(group(1, 9, 0, ...bad.map((version) => update(version))))
      expect(versionOf(all)).toBe(upTo)
    }
    expect(replicas().take(group(1, Number.NaN, 0))).toBeUndefined()
    expect(replicas().take(group(1, 2 ** 53, 0))).toBeUndefined()
  })

  it('of an earlier life says nothing, of a later one that all before is void', () => {
    const all = replicas()
    all.take(group(1, 9, 0, update(1), update(2)))
    expect(all.take(group(1, 8, 0, update(3)))).toBeUndefined()
    expect(all.take(group(1, 10, 1, update(3)))).toBeUndefined()
    expect(all.take(group(1, 10, 0, update(1, 'new')))).toMatchObject({ isNewLife: true })
    expect(all.get(A)?.current()).toEqual([update(1, 'new')])
    expect(all.bytes).toBe(4)
  })

  it('of this node itself is nothing that others can know better', () => {
    const all = replicas()
    expect(all.take(group(0, 99, 0, update(1)))).toBeUndefined()
    expect(all.own.version).toBe(0)
  })
})

describe('what was passed over', () => {
  it('because it had been replaced is filled in when somebody has it, if nothing newer is there', () => {
    const [all, other] = [replicas(), replicas()]
    all.take(group(1, 9, 0, update(1, 'a'), update(2, 'b'), update(4, 'c')))
    other.take(group(1, 9, 0, update(2, 'b'), update(3, 'a'), update(4, 'c')))
    expect(all.get(A)?.mark).not.toBe(other.get(A)?.mark)
    const whole = other.get(A)?.current() as Update[]
    expect(all.take(group(1, 9, 0, ...whole))?.updates).toEqual([update(3, 'a')])
    expect(other.take(group(1, 9, 0, update(1, 'a')))?.updates).toEqual([])
    expect(all.digest()).toEqual(other.digest())
    expect([all.get(A)?.current(), all.bytes]).toEqual([whole, other.bytes])
  })
})

describe('the room', () => {
  it('is bounded in keys, in bytes of a key and a value, and in bytes of all; what is over it leaves no gap', () => {
    const cases: readonly (readonly [Partial<ReplicaLimits>, readonly Update[], number])[] = [
      [{ mostKeys: 2 }, [update(1), update(2), update(3), update(4, 'k1')], 2],
      [{ mostKeyBytes: 2 }, [update(1), update(2, 'key'), update(3)], 1],
      [{ mostValueBytes: 4 }, [update(1), update(2, 'k', 5), update(3)], 1],
      [{ mostBytes: 7 }, [update(1), update(2), update(3)], 2],
    ]
    for (const [limits, updates, upTo] of cases) {
      const all = replicas(limits)
      all.take(group(1, 9, 0, ...updates))
      expect([versionOf(all), all.refusals.overfull]).toEqual([upTo, 1])
    }
  })

  it('for participants is bounded; who has been gone longest makes room', () => {
    const all = replicas({ mostParticipants: 3 })
    for (const peer of [1, 2, 3]) all.take(group(peer, 9, 0, update(1)))
    expect([all.size, all.refusals.overfull]).toEqual([3, 1])
    all.leave(2 as PeerId, 100)
    all.leave(A, 200)
    all.take(group(3, 9, 0, update(1)))
    expect(Array.from(all, ([peer]) => peer)).toEqual([0, 1, 3])
    expect(all.bytes).toBe(6)
  })
})

describe('a participant that is gone', () => {
  it('is kept for an hour, then only its line, for another hour', () => {
    const all = replicas()
    all.take(group(1, 9, 0, update(1)))
    all.leave(A, 0)
    all.sweep(HOUR - 1)
    expect([versionOf(all), all.bytes]).toEqual([1, 3])
    all.sweep(HOUR)
    expect([versionOf(all), all.bytes, all.digest().length]).toEqual([undefined, 0, 2])
    expect(all.take(group(1, 9, 0, update(1), update(2)))).toBeUndefined()
    all.sweep(2 * HOUR)
    expect([all.digest().length, all.size]).toEqual([1, 1])
  })

  it('is taken in again if it comes back, in the same life or another', () => {
    for (const life of [9, 10]) {
      const all = replicas()
      all.take(group(1, 9, 0, update(1)))
      all.leave(A, 0)
      all.sweep(HOUR)
      if (life === 9) all.comeBack(A)
      expect(all.take(group(1, life, 0, update(1), update(2)))?.updates.length).toBe(2)
      expect(versionOf(all)).toBe(2)
    }
    const all = replicas()
    all.take(group(1, 9, 0, update(1)))
    all.leave(A, 0)
    all.comeBack(A)
    all.sweep(3 * HOUR)
    expect(versionOf(all)).toBe(1)
  })
})

describe('a rebirth', () => {
  it('keeps this node’s mappings, under versions that begin anew', () => {
    const all = replicas()
    for (const key of ['a', 'b', 'a']) all.write(key, Uint8Array.of(1))
    all.rebirth(77)
    expect(all.own.current().map(({ key, version }) => [key, version])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
    expect([all.own.life, all.bytes]).toEqual([77, 4])
  })
})
