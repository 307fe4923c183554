import { describe, expect, it } from 'vitest'
import { Replica } from './replica.ts'

const value = Uint8Array.of(1)

function written(...keys: readonly string[]): Replica {
  const replica = new Replica(1)
  for (const [i, key] of keys.entries()) replica.put({ key, value, version: i + 1 })
  return replica
}

function versionsAfter(replica: Replica, version: number): number[] {
  return replica.after(version).map((update) => update.version)
}

describe('a participant’s map', () => {
  it('gives what comes after a version, without what was replaced', () => {
    const replica = written('a', 'b', 'a', 'c')
    expect([0, 1, 2, 3, 4, 9].map((version) => versionsAfter(replica, version))).toEqual([
      [2, 3, 4],
      [2, 3, 4],
      [3, 4],
      [4],
      [],
      [],
    ])
    expect([replica.version, replica.size, replica.bytes]).toEqual([4, 3, 6])
    expect(replica.get('a')?.version).toBe(3)
  })

  it('does not grow however often a key is written', () => {
    const replica = written(...Array.from({ length: 10_000 }, (_, i) => `k${i % 7}`))
    expect([replica.version, replica.size, replica.bytes]).toEqual([10_000, 7, 21])
    expect(versionsAfter(replica, 0)).toEqual([9994, 9995, 9996, 9997, 9998, 9999, 10_000])
    expect(versionsAfter(replica, 9997)).toEqual([9998, 9999, 10_000])
  })

  it('knows by how much an update makes it larger', () => {
    const replica = written('key')
    expect([replica.growth('key', new Uint8Array(5)), replica.growth('über', new Uint8Array(5))]).toEqual([4, 10])
  })

  it('begins another life with nothing, and can be dropped without losing its place', () => {
    const replica = written('a', 'b')
    replica.clear()
    expect([replica.version, replica.size, replica.bytes, versionsAfter(replica, 0)]).toEqual([2, 0, 0, []])
    replica.begin(7)
    expect([replica.life, replica.version]).toEqual([7, 0])
  })
})
