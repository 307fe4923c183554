import { describe, expect, it } from 'vitest'
import { readScenario } from './read-scenario.ts'
import { forkScenario } from './fork-scenario.ts'
import { runScenario } from './run-scenario.ts'
import { ScenarioRun } from './scenario-run.ts'

const SCENARIO = `
seed: 3
nodes: 8
durationMs: 90000
swim: { probeIntervalMs: 500 }
network:
  latency: { kind: uniform, minMs: 0.5, maxMs: 2 }
  loss: 0.01
faults:
  - { kind: crash, at: 20000, nodes: [5], durationMs: 20000 }
  - { kind: partition, at: 50000, groups: [[0, 1, 2, 3], [4, 5, 6, 7]], durationMs: 3000 }
events:
  - { at: 10000, node: 2 }
`

const OPTIONS = { signal: new AbortController().signal, progress: (_done: number): void => {} }

function fault(text: string): string {
  try {
    readScenario(text, 's.yaml')
  } catch (error) {
    return (error as Error).message
  }
  return 'no fault'
}

describe('a scenario', () => {
  it('runs the nodes that ship, tells what they told, and is the same run again', async () => {
    const scenario = readScenario(SCENARIO, 's.yaml')
    const outcome = await runScenario(scenario, OPTIONS)
    expect(outcome.events).toEqual([{ firedAt: 10_000, by: 'n2', reached: 8, afterMs: expect.any(Number) as number }])
    const deaths = outcome.facts.filter(({ at, what, of }) => what === 'dead' && of === 'n5' && at < 50_000)
    expect(deaths.length).toBe(7)
    const toldDead = outcome.facts.filter(({ what }) => what === 'dead').length
    expect(outcome.told).toMatchObject({ dead: toldDead, joined: expect.any(Number) as number })
    expect([outcome.up, outcome.disagreements]).toEqual([8, []])
    const again = await runScenario(scenario, OPTIONS)
    expect(again.sim.traceHash).toBe(outcome.sim.traceHash)
    const other = await runScenario({ ...scenario, seed: 4 }, OPTIONS)
    expect(other.sim.traceHash).not.toBe(outcome.sim.traceHash)
  })

  it('may have heartbeats beside probes: who is cut off is suspected sooner, and is whole again', async () => {
    const cut = (accrual: string): string => `
nodes: 8
durationMs: 60000
swim: { probeIntervalMs: 5000 }
${accrual}
faults: [{ kind: partition, at: 20000, groups: [[0], [1, 2, 3, 4, 5, 6, 7]], durationMs: 6000 }]
`
    const suspicionsBy = async (accrual: string): Promise<number> => {
      const outcome = await runScenario(readScenario(cut(accrual), 's.yaml'), OPTIONS)
      expect([outcome.told.dead, outcome.disagreements]).toEqual([undefined, []])
      return outcome.facts.filter(({ at, what, of }) => what === 'suspected' && of === 'n0' && at < 22_500).length
    }
    expect(await suspicionsBy('accrual: {}')).toBe(7)
    expect(await suspicionsBy('')).toBe(0)
  })

  it('keeps the first of what was told, and counts all of it', async () => {
    const scenario = readScenario('{ nodes: 8, durationMs: 10000 }', 's.yaml')
    const { facts, told } = await runScenario(scenario, { ...OPTIONS, mostFacts: 10 })
    expect(facts.length).toBe(10)
    expect(told.joined).toBeGreaterThanOrEqual(8 * 7)
  })

  it('has defaults for all that it does not say', () => {
    expect(readScenario('', 's.yaml')).toMatchObject({ seed: 1, nodes: 10, durationMs: 60_000, faults: [] })
  })

  it('that cannot be is refused with line, field and what may be', () => {
    expect(fault('nodes: 4\nnetwork:\n  loss: -0.1')).toMatch(/^s\.yaml:3: network\.loss/)
    expect(fault('nodes: 4\nnode: 3')).toMatch(/^s\.yaml:2: node: no such field here; did you mean nodes\?/)
    expect(fault('network: { lost: 1 }')).toMatch(/network\.lost: no such field here; did you mean loss\?/)
    expect(fault('nodes: 4\nfaults:\n  - { kind: crash, at: 1, nodes: [4] }')).toMatch(
      /^s\.yaml:3: faults\[0\]\.nodes: there is no node 4; there are 0 to 3/,
    )
    expect(fault('faults: [{ kind: crush, at: 1, nodes: [1] }]')).toMatch(/faults\[0\]/)
    expect(fault('nodes: 1000000')).toMatch(/^s\.yaml:1: nodes: 1000000 is not a whole number from 2 to 5000/)
    expect(fault('swim:\n  probeTimeout: 1')).toMatch(/^s\.yaml:\d: .*did you mean "probeTimeoutMs"/)
    expect(fault('nodes: 4\naccrual:\n  threshold: -1')).toMatch(/^s\.yaml:3: accrual\.threshold is -1/)
    expect(fault('events: [{ at: 1, node: 99 }]')).toMatch(/events\[0\]\.node: 99 is not a whole number from 0 to 9/)
    expect(fault('durationMs: 5000\nevents:\n  - { at: 5000, node: 1 }\n  - { at: 5001, node: 1 }')).toMatch(
      /^s\.yaml:4: events\[1\]\.at: 5001 is not a whole number from 0 to 5000/,
    )
    expect(fault('events:\n  - { at: 1, nod: 2 }')).toMatch(
      /^s\.yaml:2: events\[0\]\.nod: no such .*did you mean node\?/,
    )
    expect(fault('a: [')).toMatch(/^s\.yaml:1: /)
    expect(fault('nodes: *n')).toMatch(/^s\.yaml: Unresolved alias/)
  })

  it('ends when it is told to', async () => {
    const abort = new AbortController()
    const running = runScenario(readScenario(SCENARIO, 's.yaml'), {
      signal: abort.signal,
      progress: () => abort.abort(new Error('enough')),
    })
    await expect(running).rejects.toThrow('enough')
  })

  it('hears so in the middle of a long stretch too, and so does a fork', async () => {
    const scenario = readScenario('{ nodes: 20, durationMs: 80000000 }', 's.yaml')
    const told: number[] = []
    const interrupted = (run: (options: typeof OPTIONS) => Promise<unknown>): Promise<unknown> => {
      const abort = new AbortController()
      setImmediate(() => abort.abort(new Error('enough')))
      return run({ signal: abort.signal, progress: (done: number) => told.push(done) })
    }
    const short = { ...scenario, durationMs: 300_000 }
    const fork = { forks: 1, seed: 1, moment: { atMs: 1 } }
    await expect(interrupted((options) => runScenario(scenario, options))).rejects.toThrow('enough')
    await expect(interrupted((options) => forkScenario(short, { ...options, ...fork }))).rejects.toThrow('enough')
    await expect(
      interrupted((options) => forkScenario(short, { ...options, ...fork, moment: { atMs: 300_000 } })),
    ).rejects.toThrow('enough')
    expect(told).toEqual([])
  })

  it('is the same run in one piece, to the last event of the last moment', async () => {
    const events = Array.from({ length: 20_100 }, () => ({ at: 1000, node: 0 }))
    const scenario = { ...readScenario('{ nodes: 3, durationMs: 1000 }', 's.yaml'), events }
    const [pieces, whole] = [await runScenario(scenario, OPTIONS), new ScenarioRun(scenario, 'hash').finish()]
    expect(pieces.events.length).toBe(events.length)
    expect([pieces.sim.traceHash, pieces.sim.now]).toEqual([whole.sim.traceHash, 1000])
    const { events: all } = whole.sim.counters
    const upTo = await runScenario(scenario, { ...OPTIONS, until: { event: all } })
    expect([upTo.sim.counters.events, upTo.sim.traceHash]).toEqual([all, whole.sim.traceHash])
  })
})
