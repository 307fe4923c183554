import { below, deriveSeed, unit } from '../../base/rng.ts'
import { pushPullIntervalMs } from '../../membership/swim/formulas.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import type { Awaited } from './awaited.ts'
import { Churn, sparePlaces } from './churn.ts'
import type { Conditions } from './conditions.ts'
import { type DeathKind, LivingCluster, type NodeSettings } from './living-cluster.ts'

/** How much happens to one cluster. */
export interface Happenings {
  /** Hosts that die. */
  readonly deaths: number
  /** Processes that die on living hosts. */
  readonly kills: number
  /** User events that are fired. */
  readonly events: number
}

/** One cluster to live through. Plain data: it travels to a thread. */
export interface LifeOrder {
  readonly settings: NodeSettings
  readonly conditions: Conditions
  readonly happenings: Happenings
  readonly seed: number
}

/** What a cluster did. */
export interface LifeFigures {
  /** Death of a host → every survivor knows, ms, one for each; none where every witness went before it knew. */
  readonly detectMs: readonly number[]
  /** Death of a process on a living host → every survivor knows, ms. */
  readonly killMs: readonly number[]
  /** User event → every other member has it, ms. */
  readonly eventMs: readonly number[]
  readonly falseDeaths: number
  /** Days that members have lived, together. */
  readonly memberDays: number
  /** Sent by each member at rest. */
  readonly bytesPerSecond: number
}

/** Bytes of IP and UDP that a datagram costs besides its own. */
export const HEADER_BYTES = 28
/** What an event carries. */
export const EVENT_BYTES = 64
/** Between two events. */
export const EVENT_GAP_MS = 250
/** After a dead member is back, until the next death: a moment of a probe interval that chance chooses comes on top. */
export const RECOVERY_MS = 1000
/** From when on all is calm. */
const CALM_MS = 5000
const REST_WITHOUT_EXCHANGES_MS = 20_000
const EVENT_LIMIT_MS = 20_000
const DETECTION_LIMIT_MS = 400_000
const RETURN_LIMIT_MS = 60_000
/** Rest lasts until about so many members have gone by churn, */
const RESTING_CHANGES = 4
/** but no longer than this. */
const LONGEST_REST_MS = 180_000

/**
 * How long rest is measured, ms: one whole period of full exchanges, in which every member makes exactly one. They are
 * the largest messages of all, and less than a period would show an arbitrary part of them.
 */
export function restMs(options: SwimOptions, { nodes, churnPerHour }: Conditions): number {
  const { pushPullIntervalMs: interval } = options
  const period = interval > 0 ? pushPullIntervalMs(interval, nodes) : REST_WITHOUT_EXCHANGES_MS
  const wanted = churnPerHour === 0 ? 0 : Math.min(LONGEST_REST_MS, (RESTING_CHANGES * 3_600_000) / churnPerHour)
  return period * Math.max(1, Math.ceil(wanted / period))
}

/**
 * One life of a simulated cluster of the code that ships: rest, events, deaths. Equal orders give equal figures.
 * @param tellDone told the share that is done, from 0 to 1
 */
export function liveThrough(order: LifeOrder, tellDone: (done: number) => void): LifeFigures {
  return new Life(order, tellDone).run()
}

class Life {
  readonly #order: LifeOrder
  readonly #tellDone: (done: number) => void
  readonly #options: SwimOptions
  readonly #cluster: LivingCluster
  readonly #steps: number
  #step = 0

  constructor(order: LifeOrder, tellDone: (done: number) => void) {
    const { settings, conditions, happenings, seed } = order
    const { nodes, loss, latencyMs, churnPerHour } = conditions
    const latency = { kind: 'uniform', minMs: latencyMs / 2, maxMs: 1.5 * latencyMs } as const
    const spare = sparePlaces(churnPerHour)
    this.#order = order
    this.#tellDone = tellDone
    this.#options = swimOptions('lan', settings.swim)
    this.#steps = 1 + happenings.events + happenings.kills + happenings.deaths
    this.#cluster = new LivingCluster({ ...settings, seed, size: nodes, spare, network: { latency, loss } })
    new Churn(this.#cluster, churnPerHour, deriveSeed(seed, CHURN)).start()
  }

  run(): LifeFigures {
    const { events, kills, deaths } = this.#order.happenings
    const bytesPerSecond = this.#rest()
    const eventMs = this.#times(events, (i) => this.#fireEvent(i))
    const killMs = this.#times(kills, () => this.#detectDeath('process'))
    const detectMs = this.#times(deaths, () => this.#detectDeath('host'))
    const { falseDeaths, sim } = this.#cluster
    const memberDays = (this.#order.conditions.nodes * sim.now) / 86_400_000
    return { detectMs, killMs, eventMs, falseDeaths, memberDays, bytesPerSecond }
  }

  /** What each member sends while nothing happens but churn, bytes a second. */
  #rest(): number {
    const { sim } = this.#cluster
    const sent = (): number => sim.counters.bytes + HEADER_BYTES * sim.counters.datagramsSent
    const lasting = restMs(this.#options, this.#order.conditions)
    sim.run(CALM_MS)
    const before = sent()
    sim.run(lasting)
    this.#done()
    return (1000 * (sent() - before)) / lasting / this.#order.conditions.nodes
  }

  #fireEvent(number: number): number | undefined {
    const { sim } = this.#cluster
    const [name, source] = [`plan-${number}`, this.#anyMember()]
    const heard = this.#cluster.await((event) => event.type === 'user-event' && event.name === name, source)
    const firedAt = sim.now
    this.#cluster.fire(source, name, new Uint8Array(EVENT_BYTES))
    const ms = this.#wait(heard, firedAt, EVENT_LIMIT_MS)
    sim.run(EVENT_GAP_MS)
    return ms
  }

  /** A member dies at a random moment; when all know it is back, and all know that too. */
  #detectDeath(kind: DeathKind): number | undefined {
    const { sim } = this.#cluster
    sim.run(RECOVERY_MS + this.#options.probeIntervalMs * unit(() => sim.workload.next()))
    const victim = this.#anyMember()
    const isOf = (event: { readonly member: { readonly peer: number } }): boolean => event.member.peer === victim
    const known = this.#cluster.await((event) => event.type === 'fail' && isOf(event), victim)
    const diedAt = sim.now
    this.#cluster.die(victim, kind)
    const ms = this.#wait(known, diedAt, DETECTION_LIMIT_MS)
    const back = this.#cluster.await((event) => event.type === 'join' && isOf(event), victim)
    this.#cluster.rejoin(victim, this.#anyMember())
    sim.runUntil(() => back.isOver, RETURN_LIMIT_MS)
    return ms
  }

  /** @returns how long it took all who stayed, ms, the limit at most; undefined if none stayed who could tell */
  #wait(awaited: Awaited, since: number, limitMs: number): number | undefined {
    const { sim } = this.#cluster
    sim.runUntil(() => awaited.isOver, limitMs)
    if (!awaited.isOver) return sim.now - since
    return awaited.toldAt === undefined ? undefined : awaited.toldAt - since
  }

  #anyMember(): number {
    const { settled, sim } = this.#cluster
    return settled[below(() => sim.workload.next(), settled.length)] as number
  }

  #times(count: number, happen: (number: number) => number | undefined): number[] {
    return Array.from({ length: count }, (_, i) => {
      const ms = happen(i)
      this.#done()
      return ms
    }).filter((ms) => ms !== undefined)
  }

  #done(): void {
    this.#tellDone(++this.#step / this.#steps)
  }
}

/** The purpose of the random stream that churn has for itself. */
const CHURN = 0x6368
