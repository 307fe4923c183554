import { basename, dirname, extname, join } from 'node:path'
import { readScenario } from '../../experiments/scenario/read-scenario.ts'
import { runScenario } from '../../experiments/scenario/run-scenario.ts'
import type { Scenario } from '../../experiments/scenario/scenario.ts'
import { scenarioCapsule, type ScenarioEnd } from '../../experiments/scenario/scenario-capsule.ts'
import type { ScenarioOutcome } from '../../experiments/scenario/scenario-run.ts'
import { shrinkScenario } from '../../experiments/scenario/shrink-scenario.ts'
import { writeCapsule } from '../../sim/index.ts'
import { EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'
import { checkDeterminism } from './check-determinism.ts'
import { codeVersion } from './code-version.ts'
import { readInput, refusing, writeOutput } from './files.ts'
import { printRun } from './run-report.ts'
import { showShare, showStatus } from '../output/status-line.ts'
import { writeTrace } from './trace-file.ts'
import { untilInterrupted } from '../until-interrupted.ts'

/** What `hearsay sim run` is told. */
export interface SimRunOptions {
  readonly seed?: number
  readonly trace?: string
  readonly capsule?: string
  readonly shrink?: boolean
  readonly checkDeterminism?: boolean
  readonly facts?: boolean
  readonly json?: boolean
}

/** Runs a scenario file; if a property fails, leaves a capsule of the run. @throws CliError */
export async function runSim(file: string, options: SimRunOptions): Promise<void> {
  const scenario = readScenarioFile(file, options.seed)
  const output = new Output(outputMode(options.json ?? false))
  if (options.checkDeterminism === true) return checkDeterminism(output, scenario)
  const started = performance.now()
  const outcome = await untilInterrupted((signal) =>
    runScenario(scenario, {
      trace: options.trace === undefined ? 'hash' : 'full',
      signal,
      progress: showShare,
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const kept = keep(file, scenario, outcome, options)
  printRun(output, scenario, outcome, { facts: options.facts, seconds, ...kept })
  if (outcome.violation !== undefined) process.exitCode = EXIT.failed
  if (options.trace !== undefined) writeTrace(options.trace, outcome)
}

/** A scenario out of a file, with another seed if one is given. @throws CliError */
export function readScenarioFile(file: string, seed: number | undefined): Scenario {
  const text = readInput(file)
  const scenario = refusing(() => readScenario(text, file))
  return seed === undefined ? scenario : { ...scenario, seed }
}

interface Kept {
  readonly rows?: readonly (readonly [string, string])[]
  readonly fields?: Readonly<Record<string, unknown>>
}

/** Writes a capsule of a run that failed (of any, if a file is named), and makes it small if that is asked for. */
function keep(file: string, scenario: Scenario, { sim, violation }: ScenarioOutcome, options: SimRunOptions): Kept {
  if (violation === undefined && options.capsule === undefined) return {}
  const path = options.capsule ?? capsulePath(file, scenario.seed)
  const end = { fingerprint: violation?.fingerprint ?? null, traceHash: sim.traceHash }
  write(path, scenario, end)
  // The whole run is on the disk by now: who loses patience while it is made small still has it.
  const shrunk = violation !== undefined && options.shrink === true ? small(scenario, violation.fingerprint, path) : {}
  const replay = `hearsay sim replay ${quoted(path)}`
  return {
    rows: [...(shrunk.rows ?? []), ['capsule', path], ['to see it again', replay]],
    fields: { capsule: path, replay, ...shrunk.fields },
  }
}

/** Overwrites a capsule with that of the smallest scenario that fails likewise. */
function small(scenario: Scenario, fingerprint: string, path: string): Kept {
  const { scenario: least, shrunk } = shrinkScenario(scenario, fingerprint, (runs) =>
    showStatus(`making it smaller: ${runs} runs`),
  )
  showStatus('')
  write(path, least, { fingerprint, traceHash: shrunk.traceHash })
  const { runs, isMinimal } = shrunk
  const size = { faults: least.faults.length, nodes: least.nodes }
  return {
    rows: [
      ['made smaller', `${size.faults} of ${scenario.faults.length} faults, ${size.nodes} nodes, by ${runs} runs`],
      ['each fault is needed', isMinimal ? 'yes' : 'unknown: the runs were used up'],
      ...least.faults.map((fault) => ['fault', JSON.stringify(fault)] as const),
    ],
    fields: { shrunk: { ...size, schedule: least.faults, runs, isMinimal } },
  }
}

function write(path: string, scenario: Scenario, end: ScenarioEnd): void {
  writeOutput(path, `${writeCapsule(scenarioCapsule(scenario, end, codeVersion()))}\n`)
}

/** Beside the scenario: "outage.yaml" and seed 7 make "outage-7.capsule.json". */
function capsulePath(file: string, seed: number): string {
  const [folder, name] = file === '-' ? ['', 'scenario'] : [dirname(file), basename(file, extname(file))]
  return join(folder, `${name}-${seed}.capsule.json`)
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
