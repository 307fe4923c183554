import { describe, expect, it } from 'vitest'
import { readScenario } from './read-scenario.ts'
import { ScenarioRun } from './scenario-run.ts'

/** Runs eight members, of whose datagrams bits are flipped for a minute. */
function run(seed: number, more = ''): ScenarioRun {
  const scenario = readScenario(
    `
seed: ${seed}
nodes: 8
durationMs: 150000
faults:
  - { kind: corruption, at: 10000, durationMs: 60000, probability: 0.05${more} }
properties:
  - { eventually: agreement, afterMs: 71000, byMs: 150000 }
`,
    's.yaml',
  )
  const cluster = new ScenarioRun(scenario, 'hash')
  cluster.sim.run(scenario.durationMs)
  cluster.sim.finish()
  return cluster
}

describe('members whose datagrams are corrupted', () => {
  it('get over it: they refuse some of it, believe the rest, and see each other as they are afterwards', () => {
    for (const seed of [1, 2, 3]) {
      const { datagramsCorrupted, datagramsLost } = run(seed).sim.counters // it would throw if they did not agree
      expect(datagramsLost).toBeGreaterThan(0)
      expect(datagramsCorrupted).toBeGreaterThan(2 * datagramsLost)
    }
  })

  it('are so in the same way in every run', () => {
    expect(run(4).sim.traceHash).toBe(run(4).sim.traceHash)
  })

  it('may be those of some links only', () => {
    expect(run(1, ', from: [2], to: [3]').sim.counters.datagramsCorrupted).toBeLessThan(20)
  })
})
