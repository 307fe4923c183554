import { deriveSeed } from '../../base/rng.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'
import type { Measurement } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'
import type { Settings } from './candidates.ts'
import type { Conditions } from './conditions.ts'
import { quantileOf, rateOf } from './order-statistics.ts'

/** What settings do, with what chance leaves open. */
export interface Performance {
  readonly detectP50Ms: Measurement
  readonly detectP99Ms: Measurement
  readonly falseDeathsPerDay: Measurement
  readonly bytesPerSecond: Measurement
  readonly eventP50Ms: Measurement
  readonly eventP99Ms: Measurement
}

/** How much to simulate. */
export interface Effort {
  /** Clusters, one after the other. */
  readonly runs: number
  /** Hosts that die in each. */
  readonly deaths: number
  /** Events fired in each. */
  readonly events: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly progress: (done: number) => void
}

const CALM_MS = 5000
const EVENT_GAP_MS = 250
const EVENT_LIMIT_MS = 20_000
const DETECTION_LIMIT_MS = 400_000
/** Bytes of IP and UDP that a datagram costs besides its own. */
const HEADERS = 28

/** Runs clusters of the code that ships, under these settings and conditions. */
export async function measureSettings(
  settings: Settings,
  conditions: Conditions,
  effort: Effort,
): Promise<Performance> {
  const runs: Run[] = []
  for (let i = 0; i < effort.runs; i++) {
    const run = new Run(settings, conditions, deriveSeed(effort.seed, i))
    run.rest()
    await breathe(effort.signal)
    run.fireEvents(effort.events)
    await breathe(effort.signal)
    run.killHosts(effort.deaths)
    runs.push(run)
    effort.progress((i + 1) / effort.runs)
    await breathe(effort.signal)
  }
  const detections = runs.flatMap((run) => run.detections)
  const events = runs.flatMap((run) => run.events)
  const nodeDays = runs.reduce((sum, run) => sum + run.nodeDays, 0)
  return {
    detectP50Ms: quantileOf(detections, 0.5),
    detectP99Ms: quantileOf(detections, 0.99),
    falseDeathsPerDay: rateOf(
      runs.reduce((sum, run) => sum + run.falseDeaths, 0),
      nodeDays,
    ),
    bytesPerSecond: meanOf(runs.map((run) => run.bytesPerSecond)),
    eventP50Ms: quantileOf(events, 0.5),
    eventP99Ms: quantileOf(events, 0.99),
  }
}

/** One cluster's life: rest, events, deaths. */
class Run {
  readonly detections: number[] = []
  readonly events: number[] = []
  falseDeaths = 0
  bytesPerSecond = 0
  readonly #cluster: SwimCluster
  readonly #conditions: Conditions
  /** When each dead host died. */
  readonly #gone = new Map<number, number>()
  readonly #knowers = new Map<number, Set<number>>()
  readonly #heard = new Map<number, Set<number>>()

  constructor(settings: Settings, conditions: Conditions, seed: number) {
    const { nodes, loss, latencyMs } = conditions
    const latency = { kind: 'uniform', minMs: latencyMs / 2, maxMs: 1.5 * latencyMs } as const
    this.#conditions = conditions
    this.#cluster = new SwimCluster({ seed, size: nodes, swim: settings, network: { latency, loss } })
    this.#cluster.onEvent((node, event) => {
      if (event.type === 'member-gone' && event.member.state === 'dead') this.#onVerdict(node, indexOf(event.member))
      if (event.type === 'user-data') this.#onEvent(node, event.payload[0] ?? 0)
    })
  }

  /** Days that live members have lived, together. */
  get nodeDays(): number {
    const { now } = this.#cluster.sim
    const dead = [...this.#gone.values()].reduce((sum, diedAt) => sum + now - diedAt, 0)
    return (this.#conditions.nodes * now - dead) / 86_400_000
  }

  /** What members send while nothing happens. */
  rest(): void {
    const { sim } = this.#cluster
    sim.run(CALM_MS)
    const before = sim.counters.bytes + HEADERS * sim.counters.datagramsSent
    const from = sim.now
    sim.run(4 * CALM_MS)
    const bytes = sim.counters.bytes + HEADERS * sim.counters.datagramsSent - before
    this.bytesPerSecond = bytes / this.#conditions.nodes / ((sim.now - from) / 1000)
  }

  fireEvents(count: number): void {
    const { sim } = this.#cluster
    for (let id = 1; id <= count; id++) {
      const source = (id * 7919) % this.#conditions.nodes
      const firedAt = sim.now
      this.#heard.set(id, new Set([source]))
      this.#spread(source, id)
      const all = (): boolean => (this.#heard.get(id)?.size ?? 0) >= this.#conditions.nodes
      sim.runUntil(all, EVENT_LIMIT_MS, 1)
      this.events.push(sim.now - firedAt)
      sim.run(EVENT_GAP_MS)
    }
  }

  /**
   * Hosts die: nothing comes from them any more, and nobody refuses in their name. So many at most that the cluster
   * stays what it is, but one even of two.
   */
  killHosts(count: number): void {
    const { sim } = this.#cluster
    const { nodes } = this.#conditions
    const all = Array.from({ length: nodes }, (_, i) => i)
    for (let i = 0; i < Math.min(count, Math.max(1, Math.floor(nodes / 4))); i++) {
      const victim = nodes - 1 - i
      sim.network.partition(
        [victim],
        all.filter((node) => node !== victim),
      )
      const diedAt = sim.now
      this.#gone.set(victim, diedAt)
      sim.runUntil(() => this.#isKnown(victim), DETECTION_LIMIT_MS, 5)
      this.detections.push(sim.now - diedAt)
    }
  }

  #isKnown(victim: number): boolean {
    return (this.#knowers.get(victim)?.size ?? 0) >= this.#conditions.nodes - this.#gone.size
  }

  #onVerdict(node: number, victim: number): void {
    if (this.#gone.has(node)) return // who is cut off thinks so of everybody
    if (!this.#gone.has(victim)) this.falseDeaths++
    const knowers = this.#knowers.get(victim) ?? new Set()
    this.#knowers.set(victim, knowers.add(node))
  }

  /** Each member passes an event on once, as Serf's layer does. */
  #onEvent(node: number, id: number): void {
    const heard = this.#heard.get(id)
    if (heard === undefined || heard.has(node)) return
    heard.add(node)
    this.#spread(node, id)
  }

  #spread(node: number, id: number): void {
    const message = { tag: SWIM_TAGS.userData, payload: new Uint8Array(64).fill(id, 0, 1) }
    this.#cluster.sim.at(this.#cluster.sim.now, () => this.#cluster.swim(node).broadcast(message, EVENT_LANE))
  }
}

const EVENT_LANE = 3
