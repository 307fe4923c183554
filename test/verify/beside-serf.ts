import { compareClusters, describeComparison } from '../../bench/cluster-report.ts'
import { type BothClusters, CLUSTER_PLAN, measureClusters } from '../../bench/measure-cluster.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import { inProject } from '../support/project.ts'
import { runProgram } from '../support/run-program.ts'
import type { Check } from './check.ts'

const SMALL_PLAN = { nodes: 3, kills: 1, freezes: 1, events: 5, joins: 1, idleSeconds: 2 }

/** The benchmark `cluster` with its limits. The small form only sees that it runs and loses nothing: no time is judged. */
export const besideSerfCheck: Check = {
  name: 'beside-serf',
  title: 'as quick as Serf in finding the dead and joining, over three times as quick with events, as quiet when idle',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const serf = findPeer('serf')
    if (serf === undefined) return report.skip(missingPeer('serf'))
    const plan = size === 'full' ? CLUSTER_PLAN : SMALL_PLAN
    const progress = (text: string): void => report.progress(text)
    const figures = size === 'full' ? await runBenchmark(signal) : await measureClusters({ ...plan, serf, progress })
    for (const row of compareClusters(figures.serf, figures.hearsay)) {
      report.note(describeComparison(row))
      for (const { name, value, limit } of row.ratios) {
        report.figure(`${row.what}, ${name}, hearsay/serf`, value)
        if (size === 'full') report.expect(value <= limit, `${row.what}: ${name} ratio ${value.toFixed(2)} > ${limit}`)
      }
    }
    report.figure('events that hearsay did not bring to all', figures.hearsay.lostEvents, `of ${plan.events}`)
    report.figure('events that Serf did not bring to all', figures.serf.lostEvents, `of ${plan.events}`)
    report.expect(figures.hearsay.lostEvents === 0, `${figures.hearsay.lostEvents} events did not reach all`)
  },
}

/** As a program of its own, which moves to a network of its own where it may. */
async function runBenchmark(signal: AbortSignal): Promise<BothClusters> {
  const script = inProject('.build/bench/cluster.js')
  const end = await runProgram(process.execPath, [script, '--json'], { limitMs: BENCHMARK_LIMIT_MS, signal })
  if (end.code !== 0) throw new Error(`the benchmark ended with exit code ${end.code}: ${end.stderr.slice(-1000)}`)
  return JSON.parse(end.stdout) as BothClusters
}

const BENCHMARK_LIMIT_MS = 1_800_000
