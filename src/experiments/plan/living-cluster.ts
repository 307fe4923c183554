import { simWire } from '../../codec/index.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { AccrualOptions } from '../../detection/phi/evidence/options.ts'
import type { SerfEvent, SerfMember } from '../../membership/serf/events.ts'
import { type NodeStack, nodeStack, type SecondDetector } from '../../membership/serf/node-stack.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { SERF_VERSIONS } from '../../membership/swim/versions.ts'
import { type NetworkOptions, Simulation } from '../../sim/index.ts'
import { heartbeatDetector } from '../cluster/heartbeat-detector.ts'
import { introduce } from '../cluster/introduce.ts'
import { Awaited } from './awaited.ts'

/** How the nodes of a cluster are set. Plain data: it travels to a thread. */
export interface NodeSettings {
  /** Over the lan profile. */
  readonly swim?: Partial<SwimOptions>
  /** Heartbeats as evidence beside probes; default none. */
  readonly accrual?: Partial<AccrualOptions>
}

/** What a cluster that members join and leave is made of. */
export interface LivingClusterOptions extends NodeSettings {
  readonly seed: number
  /** Members at the beginning; they know one another. */
  readonly size: number
  /** Places for members that come later. */
  readonly spare: number
  readonly network: NetworkOptions
}

/** How a member dies: its host refuses in its name, or nothing comes from there any more. */
export type DeathKind = 'process' | 'host'

const JOIN_AGAIN_MS = 2000
/** Whom a newcomer's news has not reached passes nothing on to it: only after so long it is expected to hear of things. */
const SETTLED_MS = 1000

/**
 * A simulated cluster of nodes as they ship, SWIM and Serf's part, whose members come and go. Call it between handlers:
 * from outside a run, or from an action of the simulation.
 */
export class LivingCluster {
  readonly sim: Simulation
  readonly #options: SwimOptions
  readonly #second: SecondDetector | undefined
  readonly #places: number
  /** Places of the members, in the order in which they came. */
  readonly #live: number[] = []
  /** When who lives at a place came there, ms. */
  readonly #since: number[] = []
  /** Places whose host is gone: nothing passes. */
  readonly #silent = new Set<number>()
  /** Places that were left, the longest free first. */
  readonly #free: number[] = []
  readonly #awaited = new Set<Awaited>()
  /** What was declared dead although it lived: place, moment at which it came, incarnation. */
  readonly #falseDeaths = new Set<string>()

  constructor({ seed, size, spare, swim, accrual, network }: LivingClusterOptions) {
    this.#options = swimOptions('lan', swim)
    this.#second = accrual && heartbeatDetector(accrual)
    this.#places = size + spare
    const { sizeOf, packetBudget } = simWire(this.#places, true)
    this.sim = new Simulation({ seed, trace: 'off', sizeOf, packetBudget, network })
    this.sim.network.addRule((from, to) => (this.#silent.has(from) || this.#silent.has(to) ? 'drop' : 'pass'))
    this.sim.onEvent((node, event) => this.#onEvent(node.index, event as SerfEvent))
    for (let place = 0; place < size; place++) this.#start(place)
    const versions = this.#second?.versions ?? SERF_VERSIONS
    for (let place = 0; place < size; place++) introduce(this.#process(place).swim, size, versions)
    this.#since.fill(Number.NEGATIVE_INFINITY)
  }

  /** Verdicts of death on members that live, told by members that live: one that many tell is one. */
  get falseDeaths(): number {
    return this.#falseDeaths.size
  }

  /** Places of the members that live. */
  get live(): readonly number[] {
    return this.#live
  }

  /** Those of them that have been there for a second, so that others know them. */
  get settled(): readonly number[] {
    return this.#live.filter((place) => this.#isSettled(place))
  }

  /**
   * Waits for an event of every member that lives now, but not of `except`, nor of those that have come in the last
   * second; those that go are not waited for.
   */
  await(isIt: (event: SerfEvent) => boolean, except: number): Awaited {
    const awaited = new Awaited(
      this.settled.filter((place) => place !== except),
      isIt,
    )
    this.#awaited.add(awaited)
    return awaited
  }

  /** A member fires a user event. */
  fire(place: number, name: string, payload: Uint8Array): void {
    this.#process(place).serf.sendEvent(name, payload, false)
  }

  /** A member dies without a word. */
  die(place: number, kind: DeathKind): void {
    if (kind === 'host') this.#silent.add(place)
    this.#end(place)
  }

  /** A member leaves on purpose, and its process ends when the news is out. */
  leave(place: number): void {
    this.#forget(place)
    this.#process(place).serf.leave()
  }

  /** A new member joins through `contact`. @returns false if there is no place for it */
  join(contact: number): boolean {
    const { nodes } = this.sim
    const place = nodes.length < this.#places ? nodes.length : this.#free.shift()
    if (place !== undefined) this.rejoin(place, contact)
    return place !== undefined
  }

  /** A member that died is back, under its name, and joins through `contact`. */
  rejoin(place: number, contact: number): void {
    this.#silent.delete(place)
    this.#start(place)
    this.#join(place, contact)
  }

  /** The place of a dead member may be had by another one. */
  vacate(place: number): void {
    this.#free.push(place)
  }

  /** A verdict on whoever has just come is on the one who had the name before: it falls by what was seen of that one. */
  #isLiving(place: number): boolean {
    return this.#live.includes(place) && this.#isSettled(place)
  }

  #isSettled(place: number): boolean {
    return this.sim.now - (this.#since[place] as number) >= SETTLED_MS
  }

  #process(place: number): NodeStack {
    return this.sim.nodes[place]?.layer as NodeStack
  }

  #start(place: number): void {
    const node = this.sim.nodes[place]
    const make = (env: Env): NodeStack => nodeStack(env, this.#options, undefined, this.#second)
    if (node === undefined) this.sim.addNode(make)
    else node.restart(make)
    this.#live.push(place)
    this.#since[place] = this.sim.now
  }

  /** Tries until it has found somebody, as the real node's rejoiner does. */
  #join(place: number, contact: number): void {
    if (!this.#live.includes(place) || this.#process(place).swim.liveCount > 1) return
    this.#process(place).serf.join(contact as PeerId)
    const next = this.#live[(this.#live.indexOf(contact) + 1) % this.#live.length] as number
    this.sim.at(this.sim.now + JOIN_AGAIN_MS, () => this.#join(place, next === place ? contact : next))
  }

  #end(place: number): void {
    this.#forget(place)
    this.sim.nodes[place]?.crash()
  }

  #forget(place: number): void {
    const at = this.#live.indexOf(place)
    if (at !== -1) this.#live.splice(at, 1)
    for (const awaited of this.#awaited) awaited.forget(place)
  }

  #onEvent(place: number, event: SerfEvent): void {
    if (event.type === 'leave-done') return this.sim.at(this.sim.now, () => this.#end(place))
    if (!this.#live.includes(place)) return
    if (event.type === 'fail') this.#onFail(event.member)
    for (const awaited of this.#awaited) {
      awaited.onEvent(place, event, this.sim.now)
      if (awaited.isOver) this.#awaited.delete(awaited)
    }
  }

  /** Every member tells it. Who has refuted has a higher incarnation: to be declared dead again is another death. */
  #onFail({ peer, incarnation }: SerfMember): void {
    if (this.#isLiving(peer)) this.#falseDeaths.add(`${peer} ${this.#since[peer]} ${incarnation}`)
  }
}
