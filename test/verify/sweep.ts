import { appendFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { findPeer, missingPeer } from '../support/peers.ts'
import { RedisServer } from '../support/redis-server.ts'
import type { ProgramEnd } from '../support/run-program.ts'
import { waitUntil } from '../support/wait-until.ts'
import { SweepFolder } from '../sweep/sweep-folder.ts'
import { firstInJob, SweepWorker } from '../sweep/sweep-worker.ts'
import type { Check, CheckSize, Report } from './check.ts'

/** Seeds for each of four points of the grid. */
const SEEDS = { small: 15, full: 500 }
const GRID_POINTS = 4
const WORKERS = 3
const UNREACHABLE = 5
/** Longer than a worker may be silent. */
const FROZEN_MS = 8000
const THREADS = '4'

/** The same results whoever measures them, and whatever is killed meanwhile. */
export const sweepCheck: Check = {
  name: 'sweep',
  title:
    'a sweep has the same result file, byte for byte, with one and four threads, interrupted, and on three workers of a queue of which one is killed',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const seeds = SEEDS[size]
    using folder = new SweepFolder(sweepOf(seeds), GRID_POINTS * seeds, signal)
    report.figure('points', folder.points)
    report.progress('one thread')
    judge(report, 'one thread', await folder.run('one', '--workers', '1'))
    report.expect(folder.lines('one') === folder.points, `one thread: ${folder.lines('one')} lines`)
    report.progress('four threads')
    judge(report, 'four threads', await folder.run('four', '--workers', THREADS))
    expectEqual(report, folder, 'four')
    await interrupted(folder, report)
    const redis = findPeer('redis-server')
    if (redis === undefined) return report.skip(missingPeer('redis-server'))
    await overQueue(folder, redis, size, report)
    if (size === 'full') await withoutRedis(folder, redis, report)
  },
}

function sweepOf(seeds: number): string {
  return `task: swim-detection
grid:
  loss: [0, 0.05]
  suspicionMult: [3, 5]
fixed: { nodes: 6, restMs: 2000, watchMs: 8000 }
seeds: ${seeds}
`
}

/** Killed without a word, with a line half written. */
async function interrupted(folder: SweepFolder, report: Report): Promise<void> {
  report.progress('interrupted and gone on with')
  const first = folder.start('resumed', '--workers', '2')
  await waitUntil('a quarter is measured', () => folder.lines('resumed') >= folder.points / 4, { limitMs: 300_000 })
  await first.kill()
  const kept = folder.lines('resumed')
  report.expect(kept < folder.points, 'the interrupted run was done already')
  appendFileSync(folder.path('resumed'), '{"point":')
  const end = await folder.run('resumed', '--workers', '2')
  judge(report, 'points kept by the interrupted run', end, 'resumed')
  expectEqual(report, folder, 'resumed')
}

async function overQueue(folder: SweepFolder, program: string, size: CheckSize, report: Report): Promise<void> {
  report.progress(`three workers, one of which is killed${size === 'full' ? ', another one frozen' : ''}`)
  await using redis = await RedisServer.start(program)
  const workers = Array.from({ length: WORKERS }, () => new SweepWorker(redis.url))
  try {
    await Promise.all(workers.map((worker) => worker.ready()))
    const run = folder.run('queue', '--queue', redis.url)
    const killed = killInJob(workers, folder.points, run, size)
    const frozen = size === 'full' ? killed.then((victim) => freezeInJob(workers, victim, folder.points, run)) : killed
    const end = await run
    judge(report, 'three workers', end)
    report.expect((await killed) !== undefined, 'no worker was in a job in which it could be killed')
    report.expect((await frozen) !== undefined, 'no worker was in a job in which it could be frozen')
    const { redone } = summaryOf(end)
    report.figure('jobs of lost workers, done by others', redone)
    // a small job may be over before the signal arrives
    if (size === 'full') report.expect(redone > 1, 'the killed worker and the frozen one had no jobs')
    for (const [i, { done }] of workers.entries()) report.figure(`points measured by worker ${i + 1}`, done)
    expectEqual(report, folder, 'queue')
  } finally {
    await Promise.all(workers.map((worker) => worker.process.kill()))
  }
}

/** Kills whoever is in a job, so that others must do it. */
async function killInJob(
  workers: readonly SweepWorker[],
  points: number,
  over: Promise<unknown>,
  size: CheckSize,
): Promise<SweepWorker | undefined> {
  const victim = await firstInJob(workers, points / 20, over, size === 'small' ? 1 : 2)
  await victim?.process.kill()
  return victim
}

/** Freezes another one until others have been given its job, so that the job is done twice. */
async function freezeInJob(
  workers: readonly SweepWorker[],
  victim: SweepWorker | undefined,
  points: number,
  over: Promise<unknown>,
): Promise<SweepWorker | undefined> {
  const others = workers.filter((worker) => worker !== victim)
  const sleeper = await firstInJob(others, points / 10, over)
  sleeper?.process.signal('SIGSTOP')
  if (sleeper !== undefined) await sleep(FROZEN_MS)
  sleeper?.process.signal('SIGCONT')
  return sleeper
}

/** Redis goes away in the middle: both sides say so, and the sweep can be gone on with. */
async function withoutRedis(folder: SweepFolder, program: string, report: Report): Promise<void> {
  report.progress('Redis goes away')
  await using redis = await RedisServer.start(program)
  const worker = await new SweepWorker(redis.url).ready()
  const run = folder.start('lost', '--queue', redis.url)
  await waitUntil('some points are measured', () => folder.lines('lost') >= folder.points / 20, { limitMs: 300_000 })
  await redis.kill()
  await Promise.all([run.exited, worker.process.exited])
  const codes = [run.child.exitCode, worker.process.child.exitCode]
  report.expect(
    codes.every((code) => code === UNREACHABLE),
    `without Redis run and worker ended with ${codes.join(' and ')}: ${run.output.slice(-500)}`,
  )
  judge(report, 'points kept without Redis', await folder.run('lost', '--workers', '2'), 'resumed')
  expectEqual(report, folder, 'lost')
}

interface Summary {
  readonly seconds: number
  readonly resumed: number
  readonly redone: number
}

function judge(report: Report, name: string, end: ProgramEnd, key: 'seconds' | 'resumed' = 'seconds'): void {
  report.expect(end.code === 0, `${name}: exit code ${end.code}: ${end.stderr.slice(-1000)}`)
  if (end.code === 0) report.figure(name, summaryOf(end)[key], key === 'seconds' ? 's' : '')
}

function summaryOf(end: ProgramEnd): Summary {
  if (end.code !== 0) return { seconds: 0, resumed: 0, redone: 0 }
  return JSON.parse(end.stdout) as Summary
}

function expectEqual(report: Report, folder: SweepFolder, out: string): void {
  report.expect(folder.read(out) === folder.read('one'), `the result file "${out}" differs from that of one thread`)
}
