import { shuffle } from '../../base/rng.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import type { NetworkOptions } from '../../sim/index.ts'
import { BlockedProcess } from '../cluster/blocked-process.ts'
import { GatedProcess } from '../cluster/gated-process.ts'
import { indexOf, type MakeGate, SwimCluster } from '../cluster/swim-cluster.ts'
import { memberlistThreads } from './memberlist-threads.ts'

/**
 * What a blocked member does. Either its threads stand where they send or have received something, as memberlist's did
 * in the paper; or only its mail is held, and it goes on judging by its time-outs.
 */
export type Blocking = 'threads' | 'mail'

/** One cell of the paper's grid. */
export interface Anomaly {
  /** C: members that are blocked, all at the same times. */
  readonly concurrent: number
  /** D: how long they are blocked, ms. */
  readonly durationMs: number
  /** I: how long they run between two blocks, ms. */
  readonly intervalMs: number
}

/** What a run counted. Only healthy members can be a false positive. */
export interface AnomalyOutcome {
  /** Deaths of healthy members, told at any member. */
  readonly falsePositives: number
  /** Of these, told at members that are healthy themselves. */
  readonly atHealthy: number
  readonly messages: number
  readonly bytes: number
}

/** What a run is made of. */
export interface AnomalyRun extends Anomaly {
  readonly seed: number
  readonly members: number
  readonly lastsMs: number
  readonly swim: Partial<SwimOptions>
  readonly blocking: Blocking
  readonly network?: NetworkOptions
}

/** Members that are blocked again and again while a cluster runs. */
export function runAnomaly(run: AnomalyRun): AnomalyOutcome {
  const { seed, members, swim, network, blocking } = run
  const cluster = new SwimCluster({
    seed,
    size: members,
    swim,
    gate: gateOf(blocking, swim),
    ...(network && { network }),
  })
  const anomalous = draw(cluster, run.concurrent)
  const count = { falsePositives: 0, atHealthy: 0 }
  cluster.onEvent((node, event) => {
    if (event.type !== 'member-gone' || anomalous.has(indexOf(event.member))) return
    count.falsePositives++
    if (!anomalous.has(node)) count.atHealthy++
  })
  cluster.sim.run(SETTLE_MS)
  block(cluster, [...anomalous], run, cluster.sim.now + run.lastsMs)
  cluster.sim.run(run.lastsMs)
  return { ...count, messages: cluster.messages, bytes: cluster.sim.counters.bytes }
}

function draw(cluster: SwimCluster, count: number): Set<number> {
  const nodes = Array.from({ length: cluster.size }, (_, i) => i)
  shuffle(nodes, () => cluster.sim.faults.next())
  return new Set(nodes.slice(0, count))
}

function block(cluster: SwimCluster, nodes: readonly number[], anomaly: Anomaly, untilMs: number): void {
  const { sim } = cluster
  if (sim.now >= untilMs) return
  for (const node of nodes) cluster.gate(node).shut()
  sim.at(sim.now + anomaly.durationMs, () => {
    for (const node of nodes) cluster.gate(node).open()
    sim.at(sim.now + anomaly.intervalMs, () => block(cluster, nodes, anomaly, untilMs))
  })
}

function gateOf(blocking: Blocking, { eagerGossip }: Partial<SwimOptions>): MakeGate {
  if (blocking === 'mail') return (env, make) => new GatedProcess(env, make)
  const threads = memberlistThreads(eagerGossip !== false)
  return (env, make) => new BlockedProcess(env, make, threads)
}

const SETTLE_MS = 3000
