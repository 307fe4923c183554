import { forkScenario, type Forks } from '../../experiments/scenario/fork-scenario.ts'
import { runScenario } from '../../experiments/scenario/run-scenario.ts'
import type { Scenario } from '../../experiments/scenario/scenario.ts'
import { readScenarioCapsule } from '../../experiments/scenario/scenario-capsule.ts'
import type { ScenarioOutcome } from '../../experiments/scenario/scenario-run.ts'
import { ExperimentOptionError } from '../../experiments/option-error.ts'
import type { Capsule, Moment, Share } from '../../sim/index.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'
import { codeVersion } from './code-version.ts'
import { readInput, refusing } from './files.ts'
import { printRun } from './run-report.ts'
import { readScenarioFile } from './run-sim.ts'
import { showShare } from '../output/status-line.ts'
import { writeTrace } from './trace-file.ts'
import { untilInterrupted } from '../until-interrupted.ts'

/** What `hearsay sim replay` is told. */
export interface SimReplayOptions {
  readonly scenario?: string
  readonly until?: number
  readonly events?: number
  readonly fork?: number
  /** Of the continuations. */
  readonly seed: number
  readonly trace?: string
  readonly facts?: boolean
  readonly json?: boolean
}

/** A run to be seen again; a seed alone remembers nothing to compare it with. */
interface Source {
  readonly scenario: Scenario
  readonly capsule?: Capsule
}

/** Shows a run again, out of a capsule or from a seed. @throws CliError */
export async function replaySim(what: string, options: SimReplayOptions): Promise<void> {
  const moment = momentOf(options)
  const source = sourceOf(what, options)
  assertWithin(moment, source.scenario)
  warnOfVersion(what, source)
  const output = new Output(outputMode(options.json ?? false))
  if (options.fork === undefined) return replay(output, source, moment, options)
  if (moment === undefined) throw new CliError(EXIT.usage, '--fork needs a moment: --until MS or --events N')
  if (options.trace !== undefined) throw new CliError(EXIT.usage, '--trace is of one run: leave it out beside --fork')
  await forkAt(output, source, { moment, forks: options.fork, seed: options.seed })
}

function momentOf({ until, events }: SimReplayOptions): Moment | undefined {
  if (until !== undefined && events !== undefined) {
    throw new CliError(EXIT.usage, '--until and --events name two moments: give one')
  }
  if (until !== undefined) return { atMs: until }
  return events === undefined ? undefined : { event: events }
}

function assertWithin(moment: Moment | undefined, { durationMs }: Scenario): void {
  if (moment === undefined || !('atMs' in moment) || moment.atMs <= durationMs) return
  throw new CliError(EXIT.usage, `--until ${moment.atMs} is too late: the run ends at ${durationMs} ms`)
}

function sourceOf(what: string, { scenario }: SimReplayOptions): Source {
  if (scenario !== undefined) {
    const seed = Number(what)
    if (/^\d+$/.test(what) && Number.isSafeInteger(seed)) return { scenario: readScenarioFile(scenario, seed) }
    throw new CliError(EXIT.usage, `${what} is not a seed (a whole number), which --scenario needs`)
  }
  if (/^\d+$/.test(what)) throw new CliError(EXIT.usage, `seed ${what} of which scenario? Add --scenario FILE`)
  const text = readInput(what)
  return refusing(() => readScenarioCapsule(text, what))
}

function warnOfVersion(what: string, { capsule }: Source): void {
  const version = codeVersion()
  if (capsule === undefined || capsule.commit === version) return
  process.stderr.write(`${what} was written by ${capsule.commit}, this is ${version}: the run may be another one\n`)
}

async function replay(
  output: Output,
  { scenario, capsule }: Source,
  until: Moment | undefined,
  options: SimReplayOptions,
): Promise<void> {
  const started = performance.now()
  const outcome = await untilInterrupted((signal) =>
    runScenario(scenario, {
      trace: options.trace === undefined ? 'hash' : 'full',
      until,
      signal,
      progress: showShare,
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const isWhole = outcome.violation !== undefined || until === undefined
  const verdict = capsule !== undefined && isWhole ? compare(capsule, outcome) : undefined
  printRun(output, scenario, outcome, {
    facts: options.facts,
    seconds,
    rows: verdict === undefined || capsule === undefined ? [] : verdictRows(verdict, capsule),
    fields: { recorded: recordOf(capsule), ...verdict },
  })
  const isWell = capsule === undefined ? outcome.violation === undefined : verdict === undefined || isSame(verdict)
  if (!isWell) process.exitCode = EXIT.failed
  if (options.trace !== undefined) writeTrace(options.trace, outcome)
}

/** Whether a run is the one that its capsule remembers. */
interface Verdict {
  readonly sameProperty: boolean
  readonly sameTrace: boolean
}

function compare({ fingerprint, traceHash }: Capsule, { sim, violation }: ScenarioOutcome): Verdict {
  return {
    sameProperty: (violation?.fingerprint ?? null) === fingerprint,
    sameTrace: sim.traceHash === traceHash,
  }
}

function isSame({ sameProperty, sameTrace }: Verdict): boolean {
  return sameProperty && sameTrace
}

function verdictRows({ sameProperty, sameTrace }: Verdict, capsule: Capsule): [string, string][] {
  return [
    ['as recorded: property', sameProperty ? 'yes' : `no: it was ${capsule.fingerprint ?? 'nothing'}`],
    ['as recorded: trace hash', sameTrace ? 'yes' : `no: it was ${capsule.traceHash}`],
  ]
}

function recordOf(capsule: Capsule | undefined): object | null {
  if (capsule === undefined) return null
  const { commit, fingerprint, traceHash } = capsule
  return { commit, isThisVersion: commit === codeVersion(), fingerprint, traceHash }
}

interface ForkRequest {
  readonly moment: Moment
  readonly forks: number
  readonly seed: number
}

async function forkAt(output: Output, { scenario, capsule }: Source, request: ForkRequest): Promise<void> {
  const forks = await untilInterrupted((signal) =>
    forkScenario(scenario, { ...request, signal, progress: showShare }).catch((error: unknown) => {
      if (error instanceof ExperimentOptionError) throw new CliError(EXIT.usage, error.message, { cause: error })
      throw error
    }),
  )
  if (output.mode === 'json') return output.json(forksJson(forks, capsule, request))
  const rows = [...forks.byFingerprint].map(([fingerprint, share]) => shareRow(fingerprint, share))
  output.rows(['VIOLATED', 'RUNS', 'OF', 'SHARE', 'FROM', 'TO'], [...rows, shareRow('anything', forks.all)])
}

function forksJson({ all, byFingerprint }: Forks, capsule: Capsule | undefined, request: ForkRequest): object {
  return { schema: 1, ...request, recorded: recordOf(capsule), all, byFingerprint: Object.fromEntries(byFingerprint) }
}

/** The interval holds the true share with 95 % confidence. */
function shareRow(what: string, { failures, tries, share, low, high }: Share): string[] {
  return [what, String(failures), String(tries), ...[share, low, high].map((part) => `${(100 * part).toFixed(1)} %`)]
}
