import { setTimeout as sleep } from 'node:timers/promises'
import type { Conditions } from '../../src/experiments/plan/conditions.ts'
import {
  EVENT_BYTES,
  EVENT_GAP_MS,
  type Happenings,
  HEADER_BYTES,
  RECOVERY_MS,
  restMs,
} from '../../src/experiments/plan/life.ts'
import type { DeathKind } from '../../src/experiments/plan/living-cluster.ts'
import type { Samples } from '../../src/experiments/plan/measure-settings.ts'
import { swimOptions, type SwimOptions } from '../../src/membership/swim/options.ts'
import type { MakeHost } from './host.ts'
import { LoopbackCluster } from './loopback-cluster.ts'
import { monotonicMs } from './node-host.ts'

/** What a real cluster lives through; it is what a simulated one does in `src/experiments/plan/life.ts`. */
export interface RealLife {
  readonly settings: Partial<SwimOptions>
  readonly conditions: Conditions
  readonly happenings: Happenings
  /** Rest is measured no longer than this, ms; all of it where its traffic is judged. */
  readonly restLimitMs: number
  /** Nodes with a process of their own, and nodes in each of the other processes. */
  readonly mortals: number
  readonly perProcess: number
  readonly makeHost: MakeHost
  readonly progress: (text: string) => void
  readonly signal: AbortSignal
}

/** What it did. */
export interface RealFigures extends Samples {
  readonly falseDeaths: number
}

/** After the news of the start. */
const CALM_MS = 5000
const EVENT_LIMIT_MS = 20_000
const DETECTION_LIMIT_MS = 120_000

/** Measures a real cluster on loopback: rest, events, processes that die, hosts that die. */
export async function liveOnLoopback(life: RealLife): Promise<RealFigures> {
  const { settings, conditions, mortals, perProcess, makeHost, happenings, signal, progress } = life
  const { nodes, loss } = conditions
  progress(`starting ${nodes} nodes`)
  await using cluster = await LoopbackCluster.open({
    nodes,
    mortals,
    perProcess,
    swim: settings,
    loss,
    makeHost,
    signal,
  })
  const bytesPerSecond = [await rest(cluster, life)]
  const eventMs: number[] = []
  for (let i = 0; i < happenings.events; i++) eventMs.push(await fire(cluster, i, signal))
  const killMs: number[] = []
  const detectMs: number[] = []
  for (let i = 0; i < happenings.kills; i++) {
    progress(`process ${i + 1} of ${happenings.kills} dies`)
    killMs.push(await detectDeath(cluster, life, i, 'process'))
  }
  for (let i = 0; i < happenings.deaths; i++) {
    progress(`host ${i + 1} of ${happenings.deaths} dies`)
    detectMs.push(await detectDeath(cluster, life, i, 'host'))
  }
  return { bytesPerSecond, eventMs, killMs, detectMs, falseDeaths: cluster.falseDeaths }
}

async function rest(
  cluster: LoopbackCluster,
  { settings, conditions, restLimitMs, progress, signal }: RealLife,
): Promise<number> {
  const lasting = Math.min(restLimitMs, restMs(swimOptions('lan', settings), conditions))
  progress(`at rest for ${lasting / 1000} s`)
  await sleep(CALM_MS, undefined, { signal })
  const [before, from] = [await cluster.sent(), monotonicMs()]
  await sleep(lasting, undefined, { signal })
  const [after, to] = [await cluster.sent(), monotonicMs()]
  const bytes = after.bytes - before.bytes + HEADER_BYTES * (after.packets - before.packets)
  return (1000 * bytes) / (to - from) / conditions.nodes
}

async function fire(cluster: LoopbackCluster, number: number, signal: AbortSignal): Promise<number> {
  const source = cluster.names[(number * 7) % cluster.names.length] as string
  const ms = await cluster.fire(source, `plan-${number}`, EVENT_BYTES, EVENT_LIMIT_MS)
  await sleep(EVENT_GAP_MS, undefined, { signal })
  return ms
}

async function detectDeath(cluster: LoopbackCluster, life: RealLife, round: number, kind: DeathKind): Promise<number> {
  const { probeIntervalMs } = swimOptions('lan', life.settings)
  await sleep(RECOVERY_MS + probeIntervalMs * Math.random(), undefined, { signal: life.signal })
  const victim = cluster.names[round % life.mortals] as string
  const diedAt = monotonicMs()
  if (kind === 'host') await cluster.silence(victim, true)
  const knownAt = await cluster.kill(victim, DETECTION_LIMIT_MS)
  if (kind === 'host') await cluster.silence(victim, false)
  await cluster.revive(victim, DETECTION_LIMIT_MS)
  return knownAt - diedAt
}
