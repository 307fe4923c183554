import { describe, expect, it } from 'vitest'
import type { Message } from '../../core/message.ts'
import { SCUTTLEBUTT_TAGS } from '../../core/tags.ts'
import { judge } from '../judge.ts'
import { LoadedCluster } from './loaded-cluster.ts'
import { jain, slopeOf } from './overload.ts'
import { scuttlebutt } from './scuttlebutt.ts'
import { scuttlebuttSize } from './size-of.ts'

function cluster(flowControl: boolean): LoadedCluster {
  const settings = { flowControl, burst: 1, increase: 0.001 }
  const firstRate = (): number => 1
  return new LoadedCluster({
    seed: 1,
    participants: 8,
    keys: 4,
    valueBytes: 8,
    settings,
    sizeOf: scuttlebuttSize,
    firstRate,
  })
}

describe('a loaded cluster', () => {
  it('is not stale at all when nobody has written, nor some time after', () => {
    const loaded = cluster(false)
    loaded.sim.run(5000)
    expect(loaded.staleness()).toEqual({ greatestMs: 0, participants: 0, mappings: 0 })
    loaded.load(2)
    loaded.sim.run(5000)
    expect(loaded.staleness().greatestMs).toBeGreaterThan(500)
    loaded.load(0)
    loaded.sim.run(20_000)
    expect(loaded.staleness()).toEqual({ greatestMs: 0, participants: 0, mappings: 0 })
  })

  it('writes as much as is offered, or as the rate allows', () => {
    for (const [flowControl, least, most] of [[false, 80, 120] as const, [true, 20, 40] as const]) {
      const loaded = cluster(flowControl)
      loaded.load(4)
      loaded.sim.run(25_000)
      for (const made of loaded.made) {
        expect(made).toBeGreaterThan(least)
        expect(made).toBeLessThan(most)
      }
    }
  })

  it('counts what is stale by hand', () => {
    const loaded = cluster(false)
    loaded.sim.run(5000)
    loaded.layers[3]?.set('a', new Uint8Array(8))
    loaded.layers[3]?.set('b', new Uint8Array(8))
    loaded.layers[3]?.set('a', new Uint8Array(8))
    expect(loaded.staleness()).toEqual({ greatestMs: 0, participants: 7 / 8, mappings: 14 / 8 })
  })
})

describe('the arithmetic', () => {
  it('gives Jain’s index and the slope of a line', () => {
    expect([jain([2, 2, 2]), jain([1, 0, 0, 0])]).toEqual([1, 0.25])
    expect(slopeOf([1, 2, 5].map((x) => [x, 3 * x + 7]))).toBeCloseTo(3, 12)
  })

  it('counts bytes by what a message holds', () => {
    const group = { peer: 1, life: 2, base: 3, updates: [{ key: 'über', value: new Uint8Array(10), version: 4 }] }
    const deltas = { tag: SCUTTLEBUTT_TAGS.deltas, groups: [group, group], gain: 0 } as Message
    const digest = { tag: SCUTTLEBUTT_TAGS.digest, lines: [{}, {}, {}], rates: {} } as Message
    expect([scuttlebuttSize(deltas), scuttlebuttSize(digest)]).toEqual([7 + 2 * (20 + 8 + 15), 11 + 3 * 22])
  })
})

describe('the experiment', () => {
  it('runs in its small form, and what it claims shows there already', { timeout: 300_000 }, async () => {
    const done: number[] = []
    const context = { seed: 5, scale: 0.05, signal: new AbortController().signal }
    const measured = await scuttlebutt.run({ ...context, progress: (share) => done.push(share) })
    const judged = judge(scuttlebutt, measured)
    expect(judged.filter(({ measured: { value } }) => !Number.isFinite(value))).toEqual([])
    const holds = judged.filter(({ isInBand }) => isInBand).map(({ claim }) => claim.id)
    expect(holds).toEqual(expect.arrayContaining(['no-gap', 'rates-begin-unequal', 'rates-become-equal']))
    expect(done.at(-1)).toBe(1)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(scuttlebutt.run({ seed: 1, scale: 0.01, signal, progress: () => {} })).rejects.toThrow('enough')
  })
})
