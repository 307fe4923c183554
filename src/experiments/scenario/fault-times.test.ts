import { describe, expect, it } from 'vitest'
import type { Fault } from '../../sim/index.ts'
import { readScenario } from './read-scenario.ts'
import { readScenarioCapsule, scenarioCapsule } from './scenario-capsule.ts'
import { type ScenarioOutcome, ScenarioRun } from './scenario-run.ts'
import { shrinkScenario } from './shrink-scenario.ts'
import type { Scenario } from './scenario.ts'

/** A node crashes; when its death is told, another one is cut off, and one is slow again and again. */
const CHAIN = read(`
seed: 2
nodes: 8
durationMs: 120000
faults:
  - { kind: crash, at: 10000, nodes: [7], durationMs: 60000 }
  - kind: partition
    at: 5000
    when: { deaths: 1, untilMs: 60000 }
    groups: [[0, 1, 2, 3, 4, 5], [6]]
    durationMs: 20000
  - kind: pause
    at: 1000
    every: { periodMs: 10000, jitterMs: 4000, untilMs: 60000 }
    nodes: [1]
    durationMs: 300
properties:
  - { eventually: agreement }
`)

function read(text: string): Scenario {
  return readScenario(text, 's.yaml')
}

function run(scenario: Scenario): ScenarioOutcome {
  return new ScenarioRun(scenario, 'full').finish()
}

function begun({ faults }: ScenarioOutcome, kind: Fault['kind']): number[] {
  return faults.filter((fault) => fault.kind === kind).map(({ at }) => at)
}

function refusal(fault: string): string {
  try {
    read(`nodes: 4\nfaults:\n  - { kind: heal, at: 5 }\n  - ${fault}`)
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}

describe('the faults of a scenario', () => {
  it('may wait for what nodes tell, and may come again and again', () => {
    const outcome = run(CHAIN)
    const firstDeath = outcome.facts.find(({ what }) => what === 'dead')
    expect(firstDeath).toMatchObject({ of: 'n7' })
    expect(begun(outcome, 'partition')).toEqual([firstDeath?.at])
    expect(begun(outcome, 'pause')).toHaveLength(6)
    expect([outcome.faultsBegun, outcome.violation]).toEqual([8, undefined])
  })

  it('happen again from the capsule as they did', () => {
    const { sim } = run(CHAIN)
    const capsule = scenarioCapsule(CHAIN, { fingerprint: null, traceHash: sim.traceHash }, 'some version')
    const { scenario } = readScenarioCapsule(JSON.stringify(capsule), 'c.json')
    expect(scenario.faults).toEqual(CHAIN.faults)
    expect(run(scenario).sim.traceHash).toBe(sim.traceHash)
  })

  it('are made as simple as the failure allows', () => {
    const cut: Fault = {
      kind: 'cut',
      at: 20_000,
      when: { suspicions: 1, untilMs: 60_000 },
      every: { periodMs: 30_000, times: 3 },
      from: [0, 1, 2, 3, 4, 5],
      to: [6, 7],
      durationMs: 25_000,
    }
    const failing: Scenario = { ...CHAIN, faults: [...CHAIN.faults, cut], properties: [{ never: 'wrong-death' }] }
    const { scenario } = shrinkScenario(failing, 'never/wrong-death')
    expect(scenario.faults).toHaveLength(1)
    expect(scenario.faults[0]).not.toHaveProperty('every')
    expect(scenario.faults[0]).not.toHaveProperty('when')
  })

  it('swizzle, of all nodes if none are named, and leave a cluster that agrees', () => {
    const { faults, disagreements, sim } = run(
      read('nodes: 12\ndurationMs: 90000\nfaults: [{ kind: swizzle, at: 15000, durationMs: 40000 }]'),
    )
    expect([faults.length, disagreements]).toEqual([1, []])
    const held = sim.trace.filter(({ kind }) => kind === 'hold').length
    expect(held > 2 && held < 10).toBe(true)
  })

  it('are refused with line and path where their times cannot be', () => {
    expect(refusal('{ kind: heal, at: 1, every: 5 }')).toMatch(/^s\.yaml:4: faults\[1\]\.every: 5 is not an object/)
    expect(refusal('kind: heal\n    at: 1\n    every:\n      periodMs: 5\n      times: 0')).toMatch(
      /^s\.yaml:8: faults\[1\]\.every\.times: 0 is not a whole number of at least 1/,
    )
    expect(refusal('{ kind: heal, at: 1, when: { dead: 1 } }')).toMatch(/when\.dead: a trigger has no such field/)
    expect(refusal('{ kind: heal, at: 1, when: { untilMs: 9 } }')).toMatch(/when: .* there are joins, suspicions,/)
    expect(refusal('{ kind: swizzle, at: 1 }')).toMatch(/^s\.yaml:4: faults\[1\]\.durationMs: undefined is not/)
    expect(refusal('{ kind: swizzle, at: 1, durationMs: 9, nodes: [4] }')).toMatch(/there is no node 4/)
  })
})
