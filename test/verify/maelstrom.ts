import { deriveSeed, Rng } from '../../src/base/rng.ts'
import { exponential } from '../maelstrom/latencies.ts'
import { ORIGINAL_TESTS, originalProgram, runOriginal } from '../maelstrom/original.ts'
import { runWorkload, type WorkloadOutcome, type WorkloadRun } from '../maelstrom/run-workload.ts'
import { replayedSeed } from '../support/seed.ts'
import type { Check, Report } from './check.ts'

/** Nodes answer out of memory. If that takes longer, times are those of a machine that is busy otherwise. */
const MOST_ANSWER_MS = 25

/** What a run must keep besides being right, at full size only: the small form judges no numbers. */
interface Limits {
  readonly messages?: number
  readonly medianMs?: number
  readonly maxMs?: number
}

interface NamedRun {
  readonly name: string
  readonly run: WorkloadRun
  readonly limits?: Limits
}

/** `hearsay maelstrom` as processes, in a network that we play as Maelstrom does. */
export const maelstromCheck: Check = {
  name: 'maelstrom',
  title:
    'under cuts every acknowledged value is everywhere, sums are right, ids differ, transactions are read committed; broadcasts take few messages',
  smallLimitMs: 180_000,
  async run(size, report, signal) {
    const seed = replayedSeed() ?? 1
    await (size === 'small' ? runSmall(seed, report, signal) : runFull(seed, report, signal))
    await runOriginals(report, signal)
  },
}

/** All at once: what counts is what is said, not when. */
async function runSmall(seed: number, report: Report, signal: AbortSignal): Promise<void> {
  const runs = smallRuns(seed)
  const outcomes = await Promise.all(runs.map(({ run }) => runWorkload(run, signal)))
  for (const [i, outcome] of outcomes.entries()) tell(report, (runs[i] as NamedRun).name, outcome)
}

async function runFull(seed: number, report: Report, signal: AbortSignal): Promise<void> {
  for (const { name, run, limits } of fullRuns(seed)) {
    report.progress(name)
    const outcome = await runWorkload(run, signal)
    tell(report, name, outcome)
    if (limits !== undefined) judge(report, name, outcome, limits)
  }
}

/** A few processes, and two cuts in two seconds. */
function smallRuns(seed: number): NamedRun[] {
  const base = { nodes: 3, rate: 50, seconds: 2, cutEveryMs: 400, restMs: 0 }
  const workloads = ['echo', 'unique-ids', 'broadcast', 'g-set', 'g-counter', 'pn-counter', 'txn-rw-register'] as const
  return workloads.map((workload, i) => {
    const own = deriveSeed(seed, i)
    return { name: workload, run: { ...base, workload, seed: own, latency: exponential(20, new Rng(own)) } }
  })
}

/** Messages an operation are those of Gossip Glomers' 3d and 3e, or better; times are its limits. */
function fullRuns(seed: number): NamedRun[] {
  const broadcast = {
    workload: 'broadcast',
    nodes: 25,
    rate: 100,
    seconds: 20,
    cutEveryMs: 0,
    restMs: 10_000,
    seed,
  } as const
  const latency = (): number => 100
  const limits = { medianMs: 400, maxMs: 600 }
  const cut = { nodes: 5, rate: 50, seconds: 20, cutEveryMs: 5000, restMs: 10_000 }
  const others = ['g-set', 'g-counter', 'pn-counter', 'txn-rw-register', 'unique-ids', 'echo'] as const
  return [
    { name: 'broadcast (3d)', run: { ...broadcast, latency }, limits: { ...limits, messages: 12.5 } },
    {
      name: 'broadcast --batch 100 (3e)',
      run: { ...broadcast, latency, args: ['--batch', '100'] },
      limits: { medianMs: 1000, maxMs: 2000, messages: 6 },
    },
    { name: 'broadcast, cuts of 5 s (3c)', run: { ...broadcast, latency, cutEveryMs: 5000 } },
    ...others.map((workload, i) => {
      const own = deriveSeed(seed, i)
      const run = { ...cut, workload, seed: own, latency: exponential(100, new Rng(own)) }
      return { name: `${workload}, cuts of 5 s, exponential latency`, run }
    }),
  ]
}

function tell(report: Report, name: string, outcome: WorkloadOutcome): void {
  report.figure(`${name}: operations`, outcome.operations)
  report.figure(`${name}: messages an operation`, outcome.messagesPerOperation)
  report.figure(`${name}: answer to a client, 99th percentile`, outcome.answerMs, 'ms')
  if (name.startsWith('broadcast')) {
    report.figure(`${name}: median stable latency`, outcome.medianMs, 'ms')
    report.figure(`${name}: greatest stable latency`, outcome.maxMs, 'ms')
  }
  for (const failure of outcome.failures) report.expect(false, failure)
}

function judge(report: Report, name: string, outcome: WorkloadOutcome, limits: Limits): void {
  if (outcome.answerMs > MOST_ANSWER_MS) {
    return report.note(
      `${name}: nodes had to wait for a processor, so its figures say nothing of them: only what is said was judged`,
    )
  }
  const { messages = Infinity, medianMs = Infinity, maxMs = Infinity } = limits
  const { messagesPerOperation } = outcome
  report.expect(messagesPerOperation <= messages, `${name}: ${messagesPerOperation} messages an operation`)
  report.expect(outcome.medianMs < medianMs, `${name}: a median of ${outcome.medianMs} ms`)
  report.expect(outcome.maxMs < maxMs, `${name}: a greatest latency of ${outcome.maxMs} ms`)
}

/** It cannot be had from a package registry, so it is not asked for. */
async function runOriginals(report: Report, signal: AbortSignal): Promise<void> {
  const program = originalProgram()
  if (program === undefined) return report.note('not run under Maelstrom itself: HEARSAY_MAELSTROM names no program')
  for (const [workload, args] of ORIGINAL_TESTS) {
    report.progress(`${program}: ${workload}`)
    const wrong = await runOriginal(program, workload, args, signal)
    report.expect(wrong === undefined, `Maelstrom: ${wrong}`)
  }
  report.figure('tests under Maelstrom itself', ORIGINAL_TESTS.length)
}
