import { describe, expect, it } from 'vitest'
import { compareRuns } from '../../sim/index.ts'
import { forkScenario } from './fork-scenario.ts'
import { readScenario } from './read-scenario.ts'
import { runScenario } from './run-scenario.ts'
import { readScenarioCapsule, scenarioCapsule } from './scenario-capsule.ts'
import type { Scenario } from './scenario.ts'
import { ScenarioRun } from './scenario-run.ts'
import { shrinkScenario } from './shrink-scenario.ts'

const OPTIONS = { signal: new AbortController().signal, progress: () => {} }

/** A partition long enough for wrong deaths, among faults that have no part in them. */
const FAILING = read(`
seed: 5
nodes: 9
durationMs: 60000
network: { loss: 0.02 }
faults:
  - { kind: pause, at: 8000, nodes: [8], durationMs: 300 }
  - { kind: latency, at: 10000, latencyMs: 20, durationMs: 9000 }
  - { kind: partition, at: 20000, groups: [[0, 1, 2, 3, 4, 5, 6], [7, 8]], durationMs: 30000 }
  - { kind: clock, at: 21000, nodes: [1], jumpMs: 50 }
properties:
  - never: wrong-death
`)

function read(text: string): Scenario {
  return readScenario(text, 's.yaml')
}

function refusal(properties: string): string {
  try {
    read(`nodes: 4\nproperties:\n  - ${properties}`)
  } catch (error) {
    return (error as Error).message
  }
  return 'none'
}

async function violated(scenario: Scenario): Promise<string | undefined> {
  return (await runScenario(scenario, OPTIONS)).violation?.fingerprint
}

describe('a property of a scenario', () => {
  it('of kind never ends the run at once, and says who told what', async () => {
    const { violation, sim } = await runScenario(FAILING, OPTIONS)
    expect(violation?.fingerprint).toBe('never/wrong-death')
    expect(violation?.detail).toMatch(/^n\d tells that n\d is dead, which is up$/)
    expect(violation?.at).toBeGreaterThan(20_000)
    expect(sim.now).toBe(violation?.at)
  })

  it('of kind sometimes is violated by a run in which it never happens', async () => {
    const calm = read('nodes: 5\ndurationMs: 20000\nproperties: [{ sometimes: death }]')
    expect(await violated(calm)).toBe('sometimes/death')
    expect(await violated({ ...calm, faults: [{ kind: 'crash', at: 5000, nodes: [4] }] })).toBeUndefined()
  })

  it('of kind eventually is judged at the end, or by its deadline', async () => {
    const late = read('nodes: 5\ndurationMs: 30000\nfaults: [{ kind: crash, at: 29500, nodes: [4] }]')
    const { violation: atEnd, disagreements } = await runScenario(late, OPTIONS)
    expect([atEnd?.fingerprint, atEnd?.at]).toEqual(['eventually/agreement', 30_000])
    expect(atEnd?.detail).toBe(disagreements.join('; '))
    const early: Scenario = { ...late, properties: [{ eventually: 'agreement', byMs: 29_000 }] }
    expect(await violated(early)).toBeUndefined()
    const tight: Scenario = { ...late, properties: [{ eventually: 'agreement', afterMs: 29_500, byMs: 29_600 }] }
    expect(await violated(tight)).toBe('eventually/agreement by 29600 ms')
  })

  it('does not change the run that it watches', async () => {
    const free: Scenario = { ...FAILING, properties: [] }
    const watched: Scenario = {
      ...FAILING,
      properties: [{ eventually: 'agreement', byMs: 60_000 }, { sometimes: 'death' }],
    }
    const [one, other] = [await runScenario(free, OPTIONS), await runScenario(watched, OPTIONS)]
    expect(other.sim.traceHash).toBe(one.sim.traceHash)
  })

  it('that cannot be is refused with line, field and what may be', () => {
    expect(refusal('never: wrong-deaths')).toMatch(/^s\.yaml:3: properties\[0\]\.never: .*did you mean wrong-death\?/)
    expect(refusal('always: agreement')).toMatch(
      /properties\[0\]: it needs exactly one of never, sometimes, eventually/,
    )
    expect(refusal('{ never: death, byMs: 5 }')).toMatch(/properties\[0\]\.byMs: no such field here/)
    expect(refusal('{ eventually: agreement, byMs: 60001 }')).toMatch(
      /byMs: 60001 is not a whole number from 0 to 60000/,
    )
    expect(refusal('{ eventually: agreement, afterMs: 5 }')).toMatch(/afterMs: it needs byMs/)
  })
})

describe('the capsule of a scenario', () => {
  it('holds all that it takes to see the run again, whatever the defaults become', async () => {
    const { violation, sim } = await runScenario(FAILING, OPTIONS)
    const end = { fingerprint: violation?.fingerprint ?? null, traceHash: sim.traceHash }
    const written = JSON.stringify(scenarioCapsule(FAILING, end, 'some version'))
    const { capsule, scenario } = readScenarioCapsule(written, 'c.json')
    expect(capsule.options['swim']).toMatchObject({ probeIntervalMs: 1000 })
    expect(capsule.options['network']).toMatchObject({ loss: 0.02, streamTimeoutMs: 10_000 })
    const again = await runScenario(scenario, OPTIONS)
    expect([again.violation?.fingerprint, again.sim.traceHash]).toEqual([capsule.fingerprint, capsule.traceHash])
  })

  it('that is broken is refused by file and field', () => {
    const good = scenarioCapsule(FAILING, { fingerprint: null, traceHash: '0123456789abcdef' }, 'some version')
    const message = (change: object, options: object = {}): string => {
      try {
        readScenarioCapsule(JSON.stringify({ ...good, options: { ...good.options, ...options }, ...change }), 'c.json')
      } catch (error) {
        return (error as Error).message
      }
      return 'none'
    }
    expect(message({ seed: 'x' })).toMatch(/^c\.json: seed: /)
    expect(message({ options: { loss: 0 } })).toMatch(/^c\.json: options\.nodes: it is missing/)
    expect(message({}, { nodes: 1 })).toMatch(/^c\.json: options\.nodes: 1 is not a whole number from 2/)
    expect(message({}, { swim: { probeIntervalMs: -1 } })).toMatch(/^c\.json: options\.swim\.probeIntervalMs/)
    expect(message({ schedule: [{ kind: 'crash', at: 1, nodes: [99] }] })).toMatch(/^c\.json: schedule\[0\]\.nodes: /)
    expect(() => readScenarioCapsule('{', 'c.json')).toThrow('c.json: it is no JSON')
  })
})

describe('shrinking a scenario', () => {
  it('leaves the one fault that matters, in a smaller cluster, and it still fails', async () => {
    let runs = 0
    const { scenario, shrunk } = shrinkScenario(FAILING, 'never/wrong-death', () => runs++)
    expect(scenario.faults.map(({ kind }) => kind)).toEqual(['partition'])
    expect(scenario.nodes).toBeLessThan(FAILING.nodes)
    expect([shrunk.isMinimal, shrunk.runs]).toEqual([true, runs])
    const again = await runScenario(scenario, OPTIONS)
    expect([again.violation?.fingerprint, again.sim.traceHash]).toEqual(['never/wrong-death', shrunk.traceHash])
  })

  it('keeps the nodes that fire events', () => {
    const { scenario } = shrinkScenario({ ...FAILING, events: [{ at: 1000, node: 8 }] }, 'never/wrong-death')
    expect(scenario.nodes).toBe(9)
  })
})

describe('forking a scenario', () => {
  it('fails in no continuation before the cause, and in all once the die is cast', async () => {
    const options = { ...OPTIONS, forks: 5, seed: 1 }
    const calm: Scenario = { ...FAILING, faults: FAILING.faults.slice(0, 2) }
    const { all } = await forkScenario(calm, { ...options, moment: { atMs: 5000 } })
    expect([all.failures, all.tries]).toEqual([0, 5])
    const late = await forkScenario(FAILING, { ...options, moment: { atMs: 21_000 } })
    expect([...late.byFingerprint].map(([fingerprint, { failures }]) => [fingerprint, failures])).toEqual([
      ['never/wrong-death', 5],
    ])
  })

  it('refuses a moment after the failure', async () => {
    const forks = forkScenario(FAILING, { ...OPTIONS, forks: 1, seed: 1, moment: { atMs: 59_000 } })
    await expect(forks).rejects.toThrow(/fails before that moment, at \d+/)
  })
})

describe('a run that is stopped early', () => {
  it('is the whole run up to there, by time or by number of events', async () => {
    const byTime = await runScenario(FAILING, { ...OPTIONS, until: { atMs: 7000 } })
    expect([byTime.sim.now, byTime.violation]).toEqual([7000, undefined])
    const { events } = byTime.sim.counters
    const byNumber = await runScenario(FAILING, { ...OPTIONS, until: { event: events } })
    expect([byNumber.sim.counters.events, byNumber.sim.traceHash]).toEqual([events, byTime.sim.traceHash])
  })

  it('is not judged', async () => {
    const never = read('nodes: 3\nproperties: [{ sometimes: death }]')
    const { violation } = await runScenario(never, { ...OPTIONS, until: { atMs: 1000 } })
    expect(violation).toBeUndefined()
  })
})

describe('a scenario', () => {
  it('runs the same way twice', () => {
    const bare: Scenario = { ...FAILING, properties: [], durationMs: 25_000 }
    expect(compareRuns((trace) => new ScenarioRun(bare, trace).sim, 25_000).isEqual).toBe(true)
  })
})
