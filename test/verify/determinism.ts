import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { inProject } from '../support/project.ts'
import { runScenario, runScenarios, SCENARIOS } from '../swarm/scenarios.ts'
import type { Check, CheckSize, Report } from './check.ts'

const RUNS = { small: 4, full: 100 }
const WORKERS = { small: 1, full: 4 }
const OTHER_NODES: Readonly<Record<CheckSize, readonly number[]>> = { small: [], full: [20, 22, 24] }
const SCRIPT = inProject('.build/test/swarm/scenarios-process.js')
const DOWNLOAD_LIMIT_MS = 120_000

/** The same seed is the same run: again, elsewhere, and on another engine. */
export const determinismCheck: Check = {
  name: 'determinism',
  title: 'ten scenarios leave the same trace in every run, in worker threads and on other versions of Node',
  async run(size, report, signal) {
    const known = runScenarios(1)
    report.figure('scenarios', SCENARIOS.length)
    await repeat(known, RUNS[size], report, signal)
    tellApart(known, report)
    if (!existsSync(SCRIPT)) return report.note('not compiled: no worker threads this time')
    await inWorkers(known, WORKERS[size], report)
    for (const version of OTHER_NODES[size]) if (!signal.aborted) await onNode(version, known, report)
  },
}

async function repeat(known: readonly string[], runs: number, report: Report, signal: AbortSignal): Promise<void> {
  let done = 1
  for (; done < runs && !signal.aborted; done++) {
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

async function inWorkers(known: readonly string[], workers: number, report: Report): Promise<void> {
  report.progress(`${workers} worker threads`)
  const outcomes = await Promise.all(Array.from({ length: workers }, outcomesOfWorker))
  for (const [i, outcome] of outcomes.entries()) compare(known, outcome, `worker thread ${i + 1}`, report)
  report.figure('worker threads', workers)
}

function outcomesOfWorker(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(SCRIPT)
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`a worker thread ended with ${code}, without a word`)))
  })
}

/** Another Node comes as a package of its binary; where that cannot be had, the check says so. */
async function onNode(version: number, known: readonly string[], report: Report): Promise<void> {
  report.progress(`Node ${version}`)
  const binary = `node-${process.platform}-${process.arch}@${version}`
  const output = await outputOf('npx', ['--yes', '-p', binary, 'node', SCRIPT])
  const [actual, ...outcomes] = output === undefined ? [] : (JSON.parse(output) as string[])
  if (actual === undefined) report.note(`Node ${version} could not be had here: not tried`)
  else if (!actual.startsWith(`v${version}.`)) report.note(`npx gave ${actual} for Node ${version}: not tried`)
  else {
    compare(known, outcomes, `Node ${actual}`, report)
    report.figure(`Node ${version}`, actual)
  }
}

/** What a program prints, or undefined if it fails. */
function outputOf(command: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: DOWNLOAD_LIMIT_MS })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.once('error', () => resolve(undefined))
    child.once('close', (code) => resolve(code === 0 ? output : undefined))
  })
}
