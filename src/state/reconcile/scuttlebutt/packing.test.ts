import { describe, expect, it } from 'vitest'
import { Rng } from '../../../base/rng.ts'
import type { PeerId } from '../../../core/env.ts'
import type { DigestLine, ScuttlebuttDeltas } from './messages.ts'
import type { DeltaOrdering } from './options.ts'
import { type Packed, packDeltas } from './packing.ts'
import { Replica } from './replica.ts'

/** An update counts 10, a group 5, the message 1. */
function sizeOf({ groups }: ScuttlebuttDeltas): number {
  return 1 + groups.reduce((sum, { updates }) => sum + 5 + 10 * updates.length, 0)
}

/** Participants 0, 1, 2… with so many updates each, of life 9. */
function replicas(...updates: readonly number[]): [PeerId, Replica][] {
  return updates.map((count, peer) => {
    const replica = new Replica(9)
    for (let version = 1; version <= count; version++)
      replica.put({ key: `k${version}`, value: Uint8Array.of(peer), version })
    return [peer as PeerId, replica]
  })
}

/** Of participants that hold every version up to theirs. */
function digestOf(
  ...lines: readonly (readonly [peer: number, life: number, version: number])[]
): Map<PeerId, DigestLine> {
  const whole = lines.map(([number, life, version]) => {
    const [[peer], [, { mark }]] = [[number as PeerId], replicas(version)[0] as [PeerId, Replica]]
    return [peer, { peer, life, version, mark }] as const
  })
  return new Map(whole)
}

function pack(
  all: readonly (readonly [PeerId, Replica])[],
  digest: ReadonlyMap<PeerId, DigestLine>,
  limit: number,
  ordering: DeltaOrdering = 'depth',
  seed = 1,
): Packed {
  const rng = new Rng(seed)
  return packDeltas(all, digest, { ordering, limit, sizeOf, random: () => rng.next() })
}

function versions({ groups }: Packed): Record<number, number[]> {
  return Object.fromEntries(groups.map(({ peer, updates }) => [peer, updates.map(({ version }) => version)]))
}

const KNOWN = digestOf([0, 9, 0], [1, 9, 0], [2, 9, 0])

describe('what another lacks', () => {
  it('is all that is newer than its digest says, and of a life that it does not know everything', () => {
    const packed = pack(replicas(3, 3, 3, 2), digestOf([0, 9, 1], [1, 8, 2], [2, 9, 3]), 1000)
    expect(versions(packed)).toEqual({ 0: [2, 3], 1: [1, 2, 3], 3: [1, 2] })
    expect(Object.fromEntries(packed.groups.map(({ peer, base }) => [peer, base]))).toEqual({ 0: 1, 1: 0, 3: 0 })
    expect(packed.isCut).toBe(false)
  })

  it('is nothing of a life later than ours', () => {
    expect(pack(replicas(3), digestOf([0, 10, 0]), 1000).groups).toEqual([])
  })

  it('includes that a life has begun in which nothing was written', () => {
    expect(versions(pack(replicas(0), digestOf([0, 8, 5]), 1000))).toEqual({ 0: [] })
    expect(pack(replicas(0), digestOf([0, 9, 0]), 1000).groups).toEqual([])
  })
})

describe('who holds the same version', () => {
  /** Of what replicas(4) holds. */
  const holed = (): Map<PeerId, DigestLine> => {
    const line = digestOf([0, 9, 4]).get(0 as PeerId) as DigestLine
    return new Map([[0 as PeerId, { ...line, mark: line.mark ^ 1 }]])
  }

  it('but not the same map gets it, the whole or an end of it', () => {
    const all = Array.from({ length: 60 }, (_, seed) => versions(pack(replicas(4), holed(), 1000, 'depth', seed))[0])
    expect(new Set(all.map((list) => list?.join()))).toEqual(new Set(['1,2,3,4', '2,3,4', '3,4', '4']))
  })

  it('gets it only where there is room, which is no reason to slow down', () => {
    const packed = pack([...replicas(4), [1 as PeerId, replicas(3)[0]?.[1] as Replica]], holed(), 41)
    expect([versions(packed), packed.isCut]).toEqual([{ 1: [1, 2, 3] }, false])
  })
})

describe('what does not all fit', () => {
  it('is cut by depth so that whoever lacks most comes first, whole', () => {
    const packed = pack(replicas(2, 5, 3), KNOWN, 1 + 5 + 50 + 5 + 20)
    expect([versions(packed), packed.isCut]).toEqual([{ 1: [1, 2, 3, 4, 5], 2: [1, 2] }, true])
  })

  it('is cut by breadth so that each has its oldest first', () => {
    const packed = pack(replicas(2, 5, 3), KNOWN, 1 + 15 + 70, 'breadth')
    expect(versions(packed)).toMatchObject({ 0: [1, 2] })
    expect([packed.groups.flatMap(({ updates }) => updates).length, packed.isCut]).toEqual([7, true])
    const [one, two] = [versions(packed)[1] as number[], versions(packed)[2] as number[]]
    expect([one, two].map((list) => list.length).toSorted((a, b) => a - b)).toEqual([2, 3])
  })

  it('is never more than the limit, and always a beginning without a gap', () => {
    for (const ordering of ['depth', 'breadth'] as const) {
      for (let limit = 1; limit < 200; limit++) {
        const packed = pack(replicas(4, 4, 4), KNOWN, limit, ordering, limit)
        expect(sizeOf({ tag: 70, groups: packed.groups, gain: 0 })).toBeLessThanOrEqual(Math.max(limit, 31))
        for (const list of Object.values(versions(packed))) expect(list).toEqual([1, 2, 3, 4].slice(0, list.length))
        expect(packed.isCut).toBe(limit < 136)
      }
    }
  })

  it('has one update at least, however large: else nothing after it would ever come', () => {
    const packed = pack(replicas(3), KNOWN, 2)
    expect([versions(packed), packed.isCut]).toEqual([{ 0: [1] }, true])
  })

  it('is drawn where two lack as much', () => {
    const firsts = Array.from({ length: 50 }, (_, seed) => pack(replicas(3, 3, 3), KNOWN, 20, 'depth', seed))
    expect(new Set(firsts.map(({ groups }) => groups[0]?.peer)).size).toBe(3)
  })
})
