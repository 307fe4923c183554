import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { type Conditions, MOST_NODES, type Targets } from '../../experiments/plan/conditions.ts'
import type { LiveThrough } from '../../experiments/plan/life-threads.ts'
import type { Measure } from '../../experiments/plan/search.ts'
import { MOST_THREADS } from '../../sweep/run/threads.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'
import { countUpTo, seedNumber } from '../numbers.ts'
import { Output, outputMode } from '../output/output.ts'
import { showStatus } from '../output/status-line.ts'
import { untilInterrupted } from '../until-interrupted.ts'

interface PlanOptions {
  readonly nodes: number
  readonly loss: number
  readonly latency: number
  readonly churn: number
  readonly detectP99?: number
  readonly falseDeaths?: number
  readonly bytes?: number
  readonly eventP99?: number
  readonly runs: number
  readonly seed: number
  readonly workers?: number
  readonly check?: string
  readonly json?: boolean
}

/** `hearsay plan`. */
export function planCommand(): Command {
  const command = new Command('plan')
    .description('finds settings for a cluster by simulating it with the code that ships')
    .requiredOption('--nodes <N>', 'how many members', countUpTo(MOST_NODES))
    .option('--loss <SHARE>', 'of datagrams, 0 to 0.5', number, 0.01)
    .option('--latency <TIME>', 'one way, such as 1ms', duration, 1)
    .option('--churn <PER_HOUR>', 'members that leave or die each hour, each replaced by a new one', number, 0)
    .option('--detect-p99 <TIME>', 'a dead host is known to all within this, such as 5s', duration)
    .option('--false-deaths <PER_DAY>', 'live members declared dead, per member and day', number)
    .option('--bytes <PER_SECOND>', 'sent by each member, such as 20k', bytes)
    .option('--event-p99 <TIME>', 'a user event has reached all within this', duration)
    .option('--runs <N>', 'clusters that are run for the settings to recommend', countUpTo(1000), 6)
    .option('--seed <N>', 'of everything random', seedNumber, 1)
    .option('--workers <N>', `threads (default one a core, here ${availableParallelism()})`, countUpTo(MOST_THREADS))
    .option('--check <FILE>', 'only measures the settings of this configuration file, and judges them by the targets')
    .option('--json', 'one JSON object, for programs')
    .action(run)
  return examples(command, [
    'hearsay plan --nodes 500 --loss 0.01 --detect-p99 5s --bytes 20k > hearsay.yaml',
    'hearsay plan --nodes 100 --churn 60 --false-deaths 0.1 --detect-p99 10s',
    'hearsay plan --nodes 500 --event-p99 500ms --json',
    'hearsay plan --nodes 500 --check hearsay.yaml --detect-p99 5s',
  ])
}

async function run(options: PlanOptions): Promise<void> {
  await untilInterrupted((signal) => planOrCheck(options, signal))
}

async function planOrCheck(options: PlanOptions, signal: AbortSignal): Promise<void> {
  const output = new Output(outputMode(options.json ?? false))
  const { LifeThreads } = await import('../../experiments/plan/life-threads.ts')
  await using threads = new LifeThreads(signal, options.workers)
  const { check: file } = options
  await usage(() =>
    file === undefined ? search(options, output, threads.live) : check(options, file, output, threads.live),
  )
}

async function search(options: PlanOptions, output: Output, live: LiveThrough): Promise<void> {
  const { measureSettings } = await import('../../experiments/plan/measure-settings.ts')
  const { searchPlan } = await import('../../experiments/plan/search.ts')
  const { planAsConfig } = await import('../../experiments/plan/plan-text.ts')
  const { runs, seed } = options
  const measure: Measure = (swim, conditions, amount, tell) =>
    measureSettings({ swim }, conditions, { ...amount, seed, progress: tell }, live)
  const result = await searchPlan(conditionsOf(options), targetsOf(options), { runs, measure, progress })
  if (output.mode === 'json') output.json({ schema: 1, ...result })
  else output.line(planAsConfig(result).trimEnd())
  if (result.isFeasible) return
  process.exitCode = EXIT.failed
  process.stderr.write(`hearsay: ${result.contradiction}\n`)
}

async function check(options: PlanOptions, file: string, output: Output, live: LiveThrough): Promise<void> {
  const { checkFile } = await import('../plan/check-file.ts')
  const { runs, seed } = options
  const [conditions, targets] = [conditionsOf(options), targetsOf(options)]
  await checkFile({ file, conditions, targets, runs, seed, progress: (done) => progress(file, done) }, output, live)
}

/** What is the command line's fault, or a file's, ends as such. */
async function usage(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string }
    if (code === 'ERR_BAD_OPTION' || code === 'ERR_BAD_CONFIG')
      throw new CliError(EXIT.usage, message, { cause: error })
    throw error
  }
}

function conditionsOf({ nodes, loss, latency, churn }: PlanOptions): Conditions {
  return { nodes, loss, latencyMs: latency, churnPerHour: churn }
}

function targetsOf({ detectP99, falseDeaths, bytes: perSecond, eventP99 }: PlanOptions): Targets {
  return {
    ...(detectP99 === undefined ? {} : { detectP99Ms: detectP99 }),
    ...(falseDeaths === undefined ? {} : { falseDeathsPerDay: falseDeaths }),
    ...(perSecond === undefined ? {} : { bytesPerSecond: perSecond }),
    ...(eventP99 === undefined ? {} : { eventP99Ms: eventP99 }),
  }
}

function progress(what: string, done: number): void {
  showStatus(done >= 1 ? '' : `${what}: ${Math.floor(100 * done)} %`)
}

function number(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}

/** "500ms", "5s", "2m" in ms. */
function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text)
  if (match === null) throw new InvalidArgumentError('It must be a time, such as 500ms, 5s or 2m.')
  return Number(match[1]) * { ms: 1, s: 1000, m: 60_000 }[match[2] as 'ms' | 's' | 'm']
}

/** "20k" and the like. */
function bytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text)
  if (match === null) throw new InvalidArgumentError('It must be a number of bytes, such as 800, 20k or 1M.')
  return Number(match[1]) * { '': 1, k: 1000, M: 1_000_000 }[match[2] as '' | 'k' | 'M']
}
