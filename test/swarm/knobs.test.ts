import { describe, expect, it } from 'vitest'
import { swimOptions } from '../../src/membership/swim/options.ts'
import { drawKnobs, type Knobs, Simulation } from '../../src/sim/index.ts'
import { KNOBS, networkKnobs, simKnobs, swimKnobs } from './knobs.ts'
import { planOf, SETTLE_MS } from './plan.ts'
import { runSeed } from './run-seed.ts'

/** Seeds without knobs of their own, whose clusters are small. */
const SEEDS = Array.from({ length: 200 }, (_, i) => 2 * i + 1).filter((seed) => planOf(seed).nodes <= 10)

function hashOf(seed: number, knobs: Knobs): string {
  return runSeed(seed, { plan: { ...planOf(seed), knobs } }).traceHash
}

describe('the knobs of the swarm', () => {
  it('are turned in every other seed, and are part of its plan', () => {
    expect(planOf(4).knobs).toEqual(drawKnobs(4, KNOBS))
    expect(Object.keys(planOf(4).knobs).length).toBeGreaterThan(0)
    expect(planOf(5).knobs).toEqual({})
  })

  it('are legal however they are turned', () => {
    for (let seed = 0; seed < 500; seed++) {
      const knobs = drawKnobs(seed, KNOBS, 0.5)
      expect(() => swimOptions('lan', swimKnobs(knobs))).not.toThrow()
      expect(() => new Simulation({ seed, network: networkKnobs(knobs), ...simKnobs(knobs) })).not.toThrow()
    }
  })

  it('all change what happens, to every value', () => {
    const usual = new Map(SEEDS.map((seed) => [seed, hashOf(seed, {})]))
    const idle = Object.entries(KNOBS)
      .flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
      .filter((knobs) => !SEEDS.some((seed) => hashOf(seed, knobs) !== usual.get(seed)))
    expect(idle).toEqual([])
  })

  it('are told of a seed that fails', () => {
    const crash = { kind: 'crash', at: SETTLE_MS, nodes: [3] } as const
    const knobs = { 'swim.nacks': false, 'network.duplication': 1 }
    const plan = { ...planOf(1), nodes: 4, durationMs: 100, schedule: [crash], knobs }
    const { failure } = runSeed(1, { plan, healLimitMs: 0 })
    expect(failure).toMatch(/^seed 1: .*\nknobs: swim\.nacks=false network\.duplication=1$/)
  })
})
