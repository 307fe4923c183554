import { Worker } from 'node:worker_threads'
import { withCompiled } from '../support/compiled-script.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'
import { runScenario, runScenarios, SCENARIOS } from '../swarm/scenarios.ts'
import type { Check, CheckSize, Report } from './check.ts'

const RUNS = { small: 4, full: 100 }
/** Threads that run at the same time, each with all scenarios. */
const WORKERS: Readonly<Record<CheckSize, readonly number[]>> = { small: [1], full: [1, 4] }
const OTHER_NODES: Readonly<Record<CheckSize, readonly number[]>> = { small: [], full: [20, 22, 24] }
const SCRIPT = 'test/swarm/scenarios-process.js'
/** The download of a Node included. */
const RUN_LIMIT_MS = 120_000

/** The same seed is the same run: again, elsewhere, and on another engine. */
export const determinismCheck: Check = {
  name: 'determinism',
  title: 'ten scenarios leave the same trace in every run, in worker threads and on other versions of Node',
  async run(size, report, signal) {
    const known = runScenarios(1)
    report.figure('scenarios', SCENARIOS.length)
    await repeat(known, RUNS[size], report, signal)
    tellApart(known, report)
    await withCompiled(SCRIPT, signal, async (script) => {
      for (const workers of WORKERS[size]) await inWorkers(script, known, workers, report)
      for (const version of OTHER_NODES[size]) await onNode(script, version, known, report, signal)
    })
  },
}

async function repeat(known: readonly string[], runs: number, report: Report, signal: AbortSignal): Promise<void> {
  let done = 1
  for (; done < runs; done++) {
    signal.throwIfAborted()
    if (done % 10 === 0) report.progress(`run ${done} of ${runs}`)
    compare(known, runScenarios(1), `run ${done + 1}`, report)
    await new Promise((resolve) => setImmediate(resolve)) // lets an interrupt through
  }
  report.figure('runs of each', done)
}

function compare(known: readonly string[], outcomes: readonly string[], where: string, report: Report): void {
  report.expect(outcomes.length === known.length, `${where} had ${outcomes.length} scenarios`)
  for (const [i, { name }] of SCENARIOS.entries()) {
    report.expect(outcomes[i] === known[i], `"${name}" went another way in ${where}: ${outcomes[i]}, not ${known[i]}`)
  }
}

/** The check would see a difference: each scenario has a trace of its own, and another one with another seed. */
function tellApart(known: readonly string[], report: Report): void {
  report.expect(new Set(known).size === known.length, 'two scenarios have the same trace')
  for (const [i, scenario] of SCENARIOS.entries()) {
    report.expect(runScenario(scenario, 2) !== known[i], `"${scenario.name}" does not depend on its seed`)
  }
}

async function inWorkers(script: string, known: readonly string[], workers: number, report: Report): Promise<void> {
  report.progress(`${workers} worker threads`)
  const outcomes = await Promise.all(Array.from({ length: workers }, () => outcomesOfWorker(script)))
  for (const [i, outcome] of outcomes.entries()) compare(known, outcome, `worker thread ${i + 1}`, report)
  report.figure('worker threads', workers)
}

function outcomesOfWorker(script: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a worker thread ended with ${code}, without a word`)))
  })
}

/** Another Node comes as a package of its binary; where that cannot be had, this part is skipped. */
async function onNode(
  script: string,
  version: number,
  known: readonly string[],
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  report.progress(`Node ${version}`)
  const binary = `node-${process.platform}-${process.arch}@${version}`
  const run = (...args: string[]): Promise<ProgramEnd> =>
    runProgram('npx', ['--yes', '-p', binary, 'node', ...args], { limitMs: RUN_LIMIT_MS, signal })
  const actual = (await run('--version')).stdout.trim()
  if (!actual.startsWith(`v${version}.`)) return report.skip(`Node ${version} cannot be had here`)
  const { code, stdout, stderr } = await run(script)
  if (code !== 0) return report.expect(false, `Node ${actual} ended with ${code}: ${stderr.slice(-1000)}`)
  const [ran, ...outcomes] = JSON.parse(stdout) as string[]
  report.expect(ran === actual, `it was Node ${ran} that ran, not ${actual}`)
  compare(known, outcomes, `Node ${actual}`, report)
  report.figure(`Node ${version}`, actual)
}
