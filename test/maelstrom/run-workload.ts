import { setTimeout as sleep } from 'node:timers/promises'
import { Rng } from '../../src/base/rng.ts'
import { quantile } from '../../src/experiments/measure.ts'
import type { WorkloadName } from '../../src/maelstrom/index.ts'
import { applyLoad, type Load } from './load.ts'
import { PlayedNetwork, type PlayedOptions } from './played-network.ts'
import type { WorkloadTest } from './workload-test.ts'
import { broadcastTest, WORKLOAD_TESTS } from './workload-tests.ts'

/** One test of a workload with real processes. */
export interface WorkloadRun extends Omit<PlayedOptions, 'workload'>, Load {
  readonly workload: WorkloadName
  readonly seed: number
  /** How long it is quiet after the load, ms, before nodes are looked at; 10 s in Maelstrom. */
  readonly restMs: number
}

/** How it ended. */
export interface WorkloadOutcome {
  /** The last reads included. */
  readonly operations: number
  readonly messagesPerOperation: number
  /** From the end of the quiet until all nodes knew the same, ms. */
  readonly agreedAfterMs: number
  /** How long nodes took to answer clients, 99th percentile, ms: without load of others a few. */
  readonly answerMs: number
  readonly failures: readonly string[]
  /** Of broadcasts: stable latencies, ms. */
  readonly medianMs: number
  readonly maxMs: number
}

/** Maelstrom waits so long for recovery; we look whether it is over, and give slow machines more. */
const RECOVERY_LIMIT_MS = 60_000
const LOOK_EVERY_MS = 250

/** Runs a test of a workload, and judges it. */
export async function runWorkload(run: WorkloadRun, signal: AbortSignal): Promise<WorkloadOutcome> {
  const { test, stable } = testOf(run.workload)
  const network = await PlayedNetwork.start(run)
  try {
    await test.setUp?.(network)
    const random = new Rng(run.seed)
    const done = await applyLoad(network, run, random, (node) => test.operate(network, node, random))
    const operations = done + network.nodes.length
    await sleep(run.restMs, undefined, { signal })
    const agreedAfterMs = await agreement(network, test, signal)
    const wrong = Number.isFinite(agreedAfterMs) ? [] : ['the nodes do not know the same']
    const { messages } = network
    const latencies = stable.latencies()
    return {
      operations,
      messagesPerOperation: messages / operations,
      agreedAfterMs,
      answerMs: quantile(network.answerMs.slice(2 * network.nodes.length), 0.99), // starting takes longer
      medianMs: latencies.length === 0 ? 0 : quantile(latencies, 0.5),
      maxMs: Math.max(0, ...latencies),
      failures: [...wrong, ...test.verdict(), ...(await network.stop())].map((text) => `${run.workload}: ${text}`),
    }
  } finally {
    await network.stop()
  }
}

function testOf(workload: WorkloadName): ReturnType<typeof broadcastTest> {
  const broadcast = broadcastTest()
  return workload === 'broadcast' ? broadcast : { ...broadcast, test: WORKLOAD_TESTS[workload]() }
}

/** Looks at every node until all know the same. @returns after how long, ms; infinity if they do not */
async function agreement(network: PlayedNetwork, test: WorkloadTest, signal: AbortSignal): Promise<number> {
  const { lookAt } = test
  if (lookAt === undefined) return 0
  const began = performance.now()
  while (performance.now() - began < RECOVERY_LIMIT_MS) {
    const looks = await Promise.all(network.nodes.map((_, node) => lookAt(network, node)))
    if (new Set(looks).size === 1) return performance.now() - began
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
  return Number.POSITIVE_INFINITY
}
