import { describe, expect, it } from 'vitest'
import { type Links, oneSidedLinks, reachedByFlood } from '../../experiments/overlay/graph.ts'
import { simWire } from '../../codec/index.ts'
import type { PeerId } from '../../core/env.ts'
import { Stack } from '../../core/stack.ts'
import { HYPARVIEW_TAGS, SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import { SERF_DEFAULTS } from '../../membership/serf/options.ts'
import { Serf } from '../../membership/serf/serf.ts'
import { swimOptions } from '../../membership/swim/options.ts'
import { Swim } from '../../membership/swim/swim.ts'
import { Simulation } from '../../sim/index.ts'
import { HyParView } from './hyparview.ts'

const SEED = 0 as PeerId
const SIZE = 40

/** Nodes with a membership below and an overlay on top, which all join through the first. */
function cluster(seed: number): { sim: Simulation; links: () => Links; known: () => number[] } {
  const { sizeOf, packetBudget } = simWire(SIZE)
  const size = (message: { readonly tag: number }): number => (message.tag >= 32 ? 60 : sizeOf(message))
  const sim = new Simulation({ seed, sizeOf: size, packetBudget })
  const overlays: HyParView[] = []
  const swims: Swim[] = []
  for (let i = 0; i < SIZE; i++) {
    sim.addNode((env) => {
      const stack = new Stack(env)
      const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, swimOptions('lan'), { node: `n${env.self}` }))
      stack.add(SERF_TAGS, (own) => new Serf(own, swim, SERF_DEFAULTS)) // it looks for the dead again
      overlays[env.self] = stack.add(HYPARVIEW_TAGS, (own) => new HyParView(own, {}, swim))
      swims[env.self] = swim
      return stack
    })
    if (i > 0) swims[i]?.join(SEED)
    sim.run(50)
  }
  const live = (): number[] => sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  return {
    sim,
    links: () => new Map(live().map((node) => [node, (overlays[node] as HyParView).neighbours])),
    known: () => live().map((node) => (swims[node] as Swim).liveCount),
  }
}

describe('an overlay over a membership', () => {
  it.each([1, 2, 3])('needs no joins of its own: who becomes a member becomes a neighbour, seed %i', (seed) => {
    const { sim, links } = cluster(seed)
    sim.run(60_000)
    expect(reachedByFlood(links())).toBe(SIZE)
    expect(oneSidedLinks(links())).toEqual([])
    expect([...links().values()].filter((peers) => peers.length === 5).length).toBeGreaterThan(SIZE * 0.8)
  })

  it.each([1, 2, 3])('that was cut in two halves, both whole, is one again when the cluster is, seed %i', (seed) => {
    const { sim, links, known } = cluster(seed)
    sim.run(60_000)
    const nodes = Array.from({ length: SIZE }, (_, i) => i)
    const heal = sim.network.partition(nodes.slice(0, SIZE / 2), nodes.slice(SIZE / 2))
    sim.run(120_000)
    expect(new Set(known())).toEqual(new Set([SIZE / 2]))
    expect(reachedByFlood(links())).toBe(SIZE / 2)
    heal()
    const isOne = (): boolean => known().every((live) => live === SIZE)
    expect(sim.runUntil(isOne, 600_000, 100)).toBe(true)
    sim.run(60_000)
    expect(reachedByFlood(links())).toBe(SIZE)
    expect(oneSidedLinks(links())).toEqual([])
  })

  it('loses a frozen neighbour by SWIM’s verdict, though streams to it still open', () => {
    const { sim, links } = cluster(4)
    sim.run(60_000)
    sim.nodes[7]?.pause()
    sim.run(60_000)
    const friends = [...links()].filter(([, peers]) => peers.includes(7)).map(([node]) => node)
    expect(friends).toEqual([])
  })
})
