import { describe, expect, it } from 'vitest'
import type { Experiment } from '../experiment.ts'
import { judge } from '../judge.ts'
import { demersLayer } from './demers-layer.ts'
import { fewestTellings } from './fewest-tellings.ts'
import { infectAndDieLayer } from './infect-and-die-layer.ts'
import { medianCounterLayer } from './median-counter-layer.ts'
import { roundsLayer } from './rounds-layer.ts'
import { RumorCluster } from './rumor-cluster.ts'
import { sortedListWeights } from './spatial-sampler.ts'
import { spatialLayer } from './spatial-layer.ts'
import { line, twoContinents } from './two-continents.ts'

const EXPERIMENTS: readonly Experiment[] = [
  demersLayer,
  spatialLayer,
  roundsLayer,
  medianCounterLayer,
  infectAndDieLayer,
  fewestTellings,
]

describe.each(EXPERIMENTS)('$id', (experiment) => {
  it('measures what its claims speak of, at the smallest scale', { timeout: 120_000 }, async () => {
    const progress: number[] = []
    const context = { scale: 1e-6, seed: 5, signal: new AbortController().signal }
    const measured = await experiment.run({ ...context, progress: (done) => progress.push(done) })
    const judged = judge(experiment, measured)
    expect(judged.every(({ measured: { value } }) => !Number.isNaN(value))).toBe(true)
    expect(progress.every((done, i) => done >= (progress[i - 1] ?? 0) && done <= 1)).toBe(true)
    const ids = experiment.claims.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a cluster of rumour layers', () => {
  it('gives the same run for the same seed, and another for another', () => {
    const plan = { nodes: 100, options: { mode: 'push', k: 2 } } as const
    const spread = (seed: number): unknown => {
      const cluster = new RumorCluster(seed, plan)
      return [cluster.spread(), cluster.spread(), cluster.sim.traceHash]
    }
    expect(spread(1)).toEqual(spread(1))
    expect(spread(1)).not.toEqual(spread(2))
  })

  it('tells one node a cycle of a rumour that nobody pushes twice', () => {
    const plan = { nodes: 100, options: { mode: 'push', stop: 'blind-counter', k: 1, bodies: 'at-once' } } as const
    const { missed, tellings, bodies, fedBack } = new RumorCluster(3, plan).spread()
    expect([tellings, bodies, fedBack]).toEqual([100 - missed, 100 - missed, 0]) // each who has it tells one
  })

  it('loses calls where it is told to', () => {
    const options = { mode: 'push', stop: 'infect-and-die', fanout: 3, bodies: 'at-once' } as const
    expect(new RumorCluster(1, { nodes: 100, options, lostCalls: 1 }).spread()).toMatchObject({
      missed: 99,
      tellings: 3,
    })
  })
})

describe('maps', () => {
  it('count links between sites, over the long one where they must', () => {
    const map = twoContinents()
    expect([map.sites, map.first]).toEqual([309, 256])
    expect([map.crosses(0, 255), map.crosses(255, 256)]).toEqual([false, true])
    expect(map.distance(0, 17)).toBe(1)
    for (const [a, b] of [
      [0, 300],
      [5, 9],
      [280, 30],
    ] as const)
      expect(map.distance(a, b)).toBe(map.distance(b, a))
    expect(map.distance(0, 256)).toBe(8 + 1 + 3)
  })

  it('give each distance its share of the sorted list', () => {
    const weights = sortedListWeights(line(5), 0, 2)
    // (1/Q(d−1) − 1/Q(d)) with one site at each distance and Q counted from 1
    expect(weights.map((weight) => Math.round(1000 * weight))).toEqual([0, 500, 167, 83, 50])
  })
})
