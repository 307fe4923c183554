import { below, deriveSeed, Rng } from '../../src/base/rng.ts'
import { simWire } from '../../src/codec/index.ts'
import type { Env, PeerId } from '../../src/core/env.ts'
import type { Event } from '../../src/core/event.ts'
import type { DeliveredEvent, Dissemination } from '../../src/core/ports.ts'
import { HYPARVIEW_TAGS, RELAY_TAGS } from '../../src/core/tags.ts'
import { AnnounceRelay, type BatchEvent, BatchRelay, StemRelay } from '../../src/dissemination/index.ts'
import { relayBytes } from '../../src/experiments/bitcoin/relay-bytes.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import { HyParView } from '../../src/sampling/index.ts'
import { applySchedule, Simulation } from '../../src/sim/index.ts'
import { type Links, reachedByFlood } from '../../src/experiments/overlay/graph.ts'
import { sha256 } from '../support/sha256.ts'
import { heal } from '../swarm/heal.ts'
import { planOf, SETTLE_MS } from '../swarm/plan.ts'
import { LiarEnv, type Manner } from './liar-env.ts'

/** What is counted over all nodes of a run. */
export interface RelayCounts {
  /** Messages and batches that some honest live node had. */
  carried: number
  /** Of these, those that were not at every live node exactly once. */
  incomplete: number
  /** Requests that were not answered in time. */
  timeouts: number
  /** Bodies and batches that were not what they should have been, or nobody had asked for. */
  rejected: number
  /** Short ids that fitted two items. */
  collisions: number
  /** Batches that short ids made something else of. */
  fallbacks: number
}

/** How one seed ended. */
export interface RelayOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  readonly counts: RelayCounts
  /** Whether those who do not answer lay between others: then nothing is demanded. */
  readonly isCutOff: boolean
  readonly traceHash: string
  /** What was wrong; undefined if nothing was. */
  readonly failure: string | undefined
}

/** For everybody's turn in catching up, and the longest embargo. */
const MEND_MS = 180_000
const BROADCAST_EVERY_MS = 4000
const LAST_BROADCASTS = 6

/** One random cluster that relays messages and batches through random faults; in peace all that is carried reaches all. */
export function runRelaySeed(seed: number): RelayOutcome {
  const { nodes, durationMs, schedule } = planOf(seed)
  const cluster = new RelayCluster(seed, nodes)
  applySchedule(cluster.sim, schedule, { restart: cluster.make })
  for (let at = SETTLE_MS; at < SETTLE_MS + durationMs; at += BROADCAST_EVERY_MS) {
    cluster.sim.at(at, () => cluster.broadcast())
  }
  cluster.sim.run(SETTLE_MS + durationMs)
  heal(cluster.sim)
  for (let i = 0; i < LAST_BROADCASTS; i++) {
    cluster.broadcast()
    cluster.sim.run(MEND_MS / LAST_BROADCASTS)
  }
  cluster.sim.run(MEND_MS)
  const isCutOff = cluster.isCutOff()
  const [first] = isCutOff ? [] : cluster.incomplete()
  return {
    seed,
    nodes,
    faults: schedule.length,
    counts: cluster.counts(),
    isCutOff,
    traceHash: cluster.sim.traceHash,
    failure: first && `seed ${seed}: ${first}\nHEARSAY_SEED=${seed} npm run verify -- relay`,
  }
}

interface Relays {
  readonly overlay: HyParView
  readonly announce: AnnounceRelay
  readonly batches: BatchRelay
  /** What messages begin at: `announce`, or the stem around it. */
  readonly top: Dissemination
}

/** Whole nodes, with an overlay and relays on top. */
class RelayCluster {
  readonly sim: Simulation
  readonly #make = nodeMaker()
  readonly #seed: number
  readonly #manners: readonly Manner[]
  readonly #relays: Relays[] = []
  /** Of this process of a node, by message: how often it was given it. */
  readonly #given: Map<number, number>[] = []
  #payloads: Uint8Array[] = []

  constructor(seed: number, nodes: number) {
    this.#seed = seed
    const { sizeOf, packetBudget } = simWire(nodes)
    const size: typeof sizeOf = (message) => {
      if (message.tag >= RELAY_TAGS.announce) return relayBytes(message)
      return message.tag >= HYPARVIEW_TAGS.join ? 60 : sizeOf(message)
    }
    const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
    this.sim = new Simulation({ seed, network: { latency, jitterMs: 2 }, sizeOf: size, packetBudget })
    this.#manners = mannersOf(seed, nodes)
    this.sim.onEvent(({ index }, event) => this.#onEvent(index, event))
    for (let i = 0; i < nodes; i++) this.sim.addNode(this.make)
  }

  /** Half of the seeds have short ids so short that they collide, a third stems, a third batches that are pushed whole. */
  readonly make = (env: Env): SimStack => {
    const stack = this.#make(env) as SimStack
    const { self } = env
    const hash = sha256
    this.#given[self] = new Map()
    const overlay = stack.add(HYPARVIEW_TAGS, (own) => new HyParView(own, {}, stack.swim))
    let announce: AnnounceRelay | undefined
    const spread = (own: Env): AnnounceRelay =>
      (announce = new AnnounceRelay(this.#lie(own), overlay, { hash }, ANNOUNCE))
    const top = stack.add(MESSAGE_TAGS, (own) =>
      this.#seed % 3 === 0 ? new StemRelay(this.#lie(own), overlay, hash, spread, STEM) : spread(own),
    )
    const batches = stack.add(BATCH_TAGS, (own) => {
      const push = this.#seed % 3 === 1 ? 'root' : 'compact'
      const options = { ...BATCH, shortIdBytes: this.#seed % 2 === 0 ? 1 : 6 }
      return new BatchRelay(this.#lie(own), overlay, { hash, push }, options)
    })
    this.#relays[self] = { overlay, announce: announce as AnnounceRelay, batches, top }
    return stack
  }

  /** Lets a random live node send a message, and now and then a batch of what is known and something new. */
  broadcast(): void {
    const { live } = this
    const from = live[this.#below(live.length)]
    if (from === undefined) return
    const { top, batches } = this.#relays[from] as Relays
    for (let i = this.#below(4); i >= 0; i--) {
      const payload = Uint8Array.from({ length: 20 }, () => this.#below(256))
      this.#payloads.push(payload)
      top.broadcast(payload)
    }
    this.#payloads = this.#payloads.slice(-12)
    if (this.#below(2) === 0) return
    const news = Uint8Array.from({ length: 30 }, () => this.#below(256))
    const header = Uint8Array.from({ length: 8 }, () => this.#below(256))
    batches.broadcast(header, [news, ...this.#payloads.slice(0, this.#below(12))])
  }

  /** Whether nodes that do not answer as they should lie between those that do. */
  isCutOff(): boolean {
    const honest = this.live.filter((node) => this.#isHonest(node))
    const links: Links = new Map(honest.map((node) => [node, (this.#relays[node] as Relays).overlay.neighbours]))
    const isReached = (node: number): boolean =>
      honest.some((other) => (this.#relays[other] as Relays).overlay.neighbours.includes(node as PeerId))
    return reachedByFlood(links) < honest.length || !this.live.every((node) => this.#isHonest(node) || isReached(node))
  }

  /** What was not given exactly once to all who live, in words. A liar has not got what it made of a message itself. */
  incomplete(): string[] {
    return this.#carried().flatMap((id) => {
      const wrong = this.live.find((node) => {
        const times = this.#given[node]?.get(id) ?? 0
        return times !== 1 && !(times === 0 && this.#manners[node] === 'liar')
      })
      return wrong === undefined ? [] : [`node ${wrong} was given ${id} ${this.#given[wrong]?.get(id) ?? 0} times`]
    })
  }

  counts(): RelayCounts {
    const all = this.live.map((node) => this.#relays[node] as Relays)
    const sum = (of: (relays: Relays) => number): number => all.reduce((total, relays) => total + of(relays), 0)
    return {
      carried: this.#carried().length,
      incomplete: this.incomplete().length,
      timeouts: sum(({ announce }) => announce.timeouts),
      rejected: sum(({ announce, batches }) => announce.counters.rejected + batches.counters.rejected),
      collisions: sum(({ batches }) => batches.counters.collisions),
      fallbacks: sum(({ batches }) => batches.counters.fallbacks),
    }
  }

  get live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  /** What a node that answers as it should has. */
  #carried(): number[] {
    const honest = this.live.filter((node) => this.#isHonest(node))
    return [...new Set(honest.flatMap((node) => [...(this.#given[node]?.keys() ?? [])]))]
  }

  #isHonest(node: number): boolean {
    return this.#manners[node] === 'honest'
  }

  #lie(env: Env): Env {
    const manner = this.#manners[env.self] as Manner
    return manner === 'honest' ? env : new LiarEnv(env, manner)
  }

  #below(bound: number): number {
    return below(() => this.sim.workload.next(), bound)
  }

  #onEvent(node: number, event: Event): void {
    const { type, id } = event as DeliveredEvent | BatchEvent
    if (type !== 'delivered' && type !== 'batch') return
    const given = this.#given[node] as Map<number, number>
    given.set(id, (given.get(id) ?? 0) + 1)
  }
}

/** An eighth of the nodes does not answer as it should, so that few are surrounded by such. */
function mannersOf(seed: number, nodes: number): Manner[] {
  const rng = new Rng(deriveSeed(seed, 0x11a2))
  const manners = new Array<Manner>(nodes).fill('honest')
  for (let i = Math.floor(nodes / 8); i > 0; i--) {
    manners[below(() => rng.next(), nodes)] = i % 2 === 0 ? 'mute' : 'liar'
  }
  return manners
}

const HOUR_MS = 3_600_000
const ANNOUNCE = { trickleMs: 200, requestTimeoutMs: 500, catchUpMs: 5000, rememberMs: HOUR_MS } as const
const BATCH = { requestTimeoutMs: 500, catchUpMs: 5000, mostKept: 100 } as const
const STEM = { epochMs: 20_000, embargoMinMs: 2000, embargoMeanMs: 4000 } as const

const { announce, request, item, notFound, stem, ...BATCH_TAGS } = RELAY_TAGS
const MESSAGE_TAGS = { announce, request, item, notFound, stem }
