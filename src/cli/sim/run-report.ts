import type { Scenario } from '../../experiments/scenario/scenario.ts'
import type { ScenarioOutcome } from '../../experiments/scenario/scenario-run.ts'
import type { Output } from '../output/output.ts'

/** What is printed of a run besides what became of it. */
export interface ReportParts {
  readonly facts?: boolean | undefined
  /** How long it took, s. */
  readonly seconds: number
  /** Further rows below the run's own. */
  readonly rows?: readonly (readonly [string, string])[]
  /** Further fields of the JSON object. */
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Prints what became of a run, in the form that its reader wants. */
export function printRun(output: Output, scenario: Scenario, outcome: ScenarioOutcome, parts: ReportParts): void {
  if (output.mode === 'json') return output.json(runJson(scenario, outcome, parts))
  if (parts.facts === true)
    output.rows(
      ['AT', 'BY', 'WHAT', 'OF'],
      outcome.facts.map((f) => [f.at.toFixed(1), f.by, f.what, f.of]),
    )
  output.rows(['WHAT', 'FIGURE'], [...runRows(scenario, outcome, parts.seconds), ...(parts.rows ?? [])])
}

function runJson(scenario: Scenario, outcome: ScenarioOutcome, { facts, fields }: ReportParts): object {
  const { sim, up, disagreements, events, violation } = outcome
  return {
    schema: 1,
    scenario,
    traceHash: sim.traceHash,
    atMs: sim.now,
    events,
    up,
    disagreements,
    counts: outcome.told,
    faultsBegun: outcome.faultsBegun,
    violation:
      violation === undefined
        ? null
        : { fingerprint: violation.fingerprint, detail: violation.detail, atMs: violation.at },
    ...(facts === true ? { facts: outcome.facts } : {}),
    ...fields,
  }
}

function runRows(scenario: Scenario, outcome: ScenarioOutcome, seconds: number): string[][] {
  const { sim, events, disagreements, up } = outcome
  const { counters } = sim
  return [
    ['virtual time', `${(sim.now / 1000).toFixed(1)} s in ${seconds.toFixed(1)} s`],
    ['simulated events', String(counters.events)],
    ['nodes up at the end', `${up} of ${scenario.nodes}`],
    ['begun faults', String(outcome.faultsBegun)],
    ['datagrams sent, lost', `${counters.datagramsSent}, ${counters.datagramsLost}`],
    ['bytes sent', String(counters.bytes)],
    ...Object.entries(outcome.told).map(([what, times]) => [`told: ${what}`, String(times)]),
    ...events.map(({ by, reached, afterMs }) => [`event of ${by}`, `${reached} nodes after ${afterMs.toFixed(1)} ms`]),
    ['agreement at the end', disagreements.length === 0 ? 'yes' : `no: ${disagreements.slice(0, 5).join('; ')}`],
    ['trace hash', sim.traceHash],
    ...violationRows(outcome, scenario.durationMs),
  ]
}

function violationRows({ sim, violation }: ScenarioOutcome, durationMs: number): string[][] {
  if (violation === undefined) return [['violated', sim.now < durationMs ? 'nothing so far' : 'nothing']]
  return [
    ['violated', `${violation.fingerprint} at ${violation.at} ms`],
    ['because', violation.detail],
  ]
}
