import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type ExperimentRun, experiments, isSound, runExperiments } from '../../experiments/index.ts'
import { reportPage } from '../../experiments/report/report-page.ts'
import type { ExperimentRunOptions } from './command-options.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'
import { writeOutput } from '../sim/files.ts'
import { untilInterrupted } from '../until-interrupted.ts'
import { chooseExperiments } from './choose-experiments.ts'
import { ProgressBar } from './progress-bar.ts'
import { runJson } from './result-json.ts'
import { printResults } from './result-table.ts'

/** `hearsay experiment run`. @throws CliError if something failed, was cancelled or is not there */
export async function runExperimentsCommand(ids: readonly string[], options: ExperimentRunOptions): Promise<void> {
  const chosen = chooseExperiments(experiments, ids, options.all === true)
  if (options.report !== undefined) makeFolder(options.report)
  const run = await runUntilInterrupted(chosen, options)
  let report: string | undefined
  try {
    if (options.report !== undefined) report = writeReport(options.report, run)
  } finally {
    print(run, options, report) // what was measured for minutes is not lost with the page
  }
  endAs(run)
}

async function runUntilInterrupted(
  chosen: Parameters<typeof runExperiments>[0],
  { seed, scale, runs }: ExperimentRunOptions,
): Promise<ExperimentRun> {
  using bar = new ProgressBar()
  const onProgress = bar.show.bind(bar)
  return await untilInterrupted((signal) => runExperiments(chosen, { seed, scale, runs, signal, onProgress }))
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw new CliError(EXIT.usage, `--report ${folder}: no such folder can be made (${String(error)})`, {
      cause: error,
    })
  }
}

/** @returns the page's path @throws CliError that names it */
function writeReport(folder: string, run: ExperimentRun): string {
  const at = new Date()
  const path = join(folder, `experiments-${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}.html`)
  writeOutput(path, reportPage(run, at))
  process.stderr.write(`report: ${path}\n`)
  return path
}

function print(run: ExperimentRun, { json = false }: ExperimentRunOptions, report: string | undefined): void {
  const output = new Output(outputMode(json))
  if (json) output.json(runJson(run, report))
  else printResults(output, run)
  for (const result of run.results) {
    if (result.outcome === 'failed')
      process.stderr.write(`${result.experiment.id} could not measure: ${result.error}\n`)
  }
  if (run.scale < 1) process.stderr.write(`bands are made for scale 1, this is ${run.scale}: a verdict may be chance\n`)
}

function endAs(run: ExperimentRun): void {
  if (run.isCancelled) {
    throw new CliError(EXIT.interrupted, `interrupted; finished experiments: ${run.results.length}`)
  }
  if (!isSound(run)) throw new CliError(EXIT.failed, 'not every claim holds')
}
