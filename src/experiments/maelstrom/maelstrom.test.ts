import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { runBroadcast } from './broadcast-run.ts'
import { FloodNode } from './flood-node.ts'
import { maelstrom } from './maelstrom.ts'
import { ShippingNode } from './shipping-node.ts'
import { StableLatency } from './stable-latency.ts'
import { grid, line, type Topology, total, tree4 } from './topologies.ts'

function linksOf(topology: Topology, size: number): number {
  return (
    Array.from({ length: size }, (_, self) => topology(self, size).length).reduce((sum, count) => sum + count, 0) / 2
  )
}

describe('the topologies', () => {
  it('have the links that they are known for, the same from both ends', () => {
    expect([grid, line, tree4, total].map((topology) => linksOf(topology, 25))).toEqual([40, 24, 24, 300])
    for (const topology of [grid, line, tree4, total]) {
      for (let self = 0; self < 25; self++) {
        for (const peer of topology(self, 25)) expect(topology(peer, 25)).toContain(self as PeerId)
      }
    }
    expect(grid(7, 25).toSorted((a, b) => a - b)).toEqual([2, 6, 8, 12])
  })
})

describe('a stable latency', () => {
  it('lasts from the acknowledgement to the beginning of the last read that lacks the value', () => {
    const stable = new StableLatency()
    stable.invoke(1)
    stable.acknowledge(1, 10)
    stable.read(new Set(), 30, 31)
    stable.read(new Set([1]), 40, 41)
    stable.read(new Set(), 25, 50) // has begun before
    expect(stable.latencies()).toEqual([20])
  })

  it('is 0 for a value that no later read lacks, and counts from a read that saw it before its acknowledgement', () => {
    const stable = new StableLatency()
    stable.invoke(1)
    stable.invoke(2)
    stable.read(new Set([2]), 5, 6)
    stable.acknowledge(1, 10)
    stable.acknowledge(2, 20)
    stable.read(new Set([1]), 30, 30)
    expect(stable.latencies()).toEqual([0, 24])
  })

  it('calls lost what was acknowledged and is not in a last read', () => {
    const stable = new StableLatency()
    for (const value of [1, 2, 3]) stable.invoke(value)
    for (const value of [1, 2]) stable.acknowledge(value, 0)
    expect(stable.lost([new Set([1, 2, 3]), new Set([1])])).toEqual([2])
  })
})

describe('a run', () => {
  const plan = { seed: 3, nodes: 9, latency: 100, rate: 50, seconds: 4 }

  it('counts the messages of flooding as the formula does', () => {
    const outcome = runBroadcast({ ...plan, make: (env) => new FloodNode(env, grid(env.self, 9)) })
    const broadcasts = outcome.latencies.length
    expect(outcome.messagesPerOperation * outcome.operations).toBeCloseTo(broadcasts * (2 * 12 - 8), 6)
    expect(Math.max(...outcome.latencies)).toBeLessThanOrEqual(400)
    expect(outcome.missing).toBe(0)
  })

  it('finds values missing while a cut lasts to the end', () => {
    const outcome = runBroadcast({
      ...plan,
      make: (env) => new ShippingNode(env, 9, {}),
      disturb: (sim) => sim.network.partition([0, 1, 2, 3], [4, 5, 6, 7, 8]),
    })
    expect(outcome.missing).toBeGreaterThan(10)
  })

  it('is the same again with the same seed', () => {
    const run = (): number[] => [...runBroadcast({ ...plan, make: (env) => new ShippingNode(env, 9, {}) }).latencies]
    expect(run()).toEqual(run())
  })
})

describe('the experiment', () => {
  it('runs in its small form, and its claims speak of what it measures', async () => {
    const { signal } = new AbortController()
    const done: number[] = []
    const measured = await maelstrom.run({ seed: 1, scale: 0.01, signal, progress: (share) => done.push(share) })
    expect(maelstrom.claims.filter(({ measure }) => measured[measure] === undefined)).toEqual([])
    expect(done.at(-1)).toBe(1)
  })
})
