import { below, shuffle } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event, LinkEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { DeliveredEvent, Dissemination, PeerSampler } from '../../core/ports.ts'
import { Simulation } from '../../sim/index.ts'
import type { Links } from './graph.ts'

/** What runs on one node: an overlay, and above it what brings messages to all. */
export interface OverlayNode {
  readonly stack: Layer
  readonly overlay: PeerSampler & { join(contact: PeerId): void }
  readonly gossip: Dissemination
}

/** What became of one message. */
export interface Delivery {
  /** Nodes that it has reached, its sender included. */
  reached: number
  /** Links that it had come over where it came last. */
  lastHop: number
}

/** One way takes this long, ms: each hop as long as any other, so that hops are what the papers' cycles count. */
export const HOP_MS = 1
/** Between two joins, ms: a walk is over by then. */
const JOIN_MS = 25

/** An overlay of the layers that ship, in virtual time: it grows, loses nodes, and carries messages. */
export class OverlayRun<N extends OverlayNode> {
  readonly sim: Simulation
  readonly nodes: N[] = []
  readonly #make: (env: Env) => N
  readonly #random: () => number
  readonly #deliveries = new Map<number, Delivery>()
  #live: number[] = []

  /** @param make a node; each will run under its index as address */
  constructor(seed: number, make: (env: Env) => N) {
    this.sim = new Simulation({ seed, network: { latency: HOP_MS }, trace: 'off' })
    this.#make = make
    this.#random = () => this.sim.workload.next()
    this.sim.onEvent((_, event) => this.#onEvent(event))
  }

  /** Nodes that have not crashed, by index. */
  get live(): readonly number[] {
    return this.#live
  }

  /** Of each live node, its neighbours, those that are dead included. */
  get links(): Links {
    return new Map(this.#live.map((node) => [node, (this.nodes[node] as N).overlay.neighbours]))
  }

  /** Adds nodes one by one, each joining through a random one of those before. */
  grow(count: number): void {
    for (let i = 0; i < count; i++) {
      const contact = this.#live.length === 0 ? undefined : this.randomLive()
      this.add()
      if (contact !== undefined) this.nodes.at(-1)?.overlay.join(contact as PeerId)
      this.sim.run(JOIN_MS)
    }
  }

  /** Adds one node that joins nobody. */
  add(): void {
    this.#live.push(this.nodes.length)
    this.sim.addNode((env) => {
      const node = this.#make(env)
      this.nodes.push(node)
      return node.stack
    })
  }

  /** Crashes so many random live nodes at once. */
  crash(count: number): void {
    const order = [...this.#live]
    shuffle(order, this.#random)
    for (const node of order.slice(0, count)) this.sim.nodes[node]?.crash()
    this.#live = order.slice(count).sort((a, b) => a - b)
  }

  /**
   * Lets every node know which of its neighbours' connections have broken: where a node keeps one to each of them, as the
   * papers' do, a crash ends it.
   */
  breakLinks(): void {
    const isLive = new Set(this.#live)
    for (const node of this.#live) {
      const dead = (this.nodes[node] as N).overlay.neighbours.filter((peer) => !isLive.has(peer))
      for (const peer of dead) this.#tell(node, { type: 'link', peer, isOpen: false })
    }
  }

  #tell(node: number, event: LinkEvent): void {
    this.sim.nodes[node]?.layer.onEvent(event)
  }

  randomLive(): number {
    return this.#live[below(this.#random, this.#live.length)] as number
  }

  /**
   * Lets a node send a message, and `ms` pass.
   * @param from a random live node, unless it is given
   * @returns what has become of it by then, and changes as it goes on
   */
  broadcast(ms: number, from: number = this.randomLive()): Delivery {
    const delivery: Delivery = { reached: 0, lastHop: 0 }
    this.#unnamed = delivery
    const id = (this.nodes[from] as N).gossip.broadcast(PAYLOAD) // it tells itself before we know the number
    this.#unnamed = undefined
    this.#deliveries.set(id, delivery)
    this.sim.run(ms)
    if (this.#deliveries.size > MOST_UNDER_WAY) this.#deliveries.delete(this.#deliveries.keys().next().value as number)
    return delivery
  }

  /** Percent of the live nodes that a message has reached. */
  reliability({ reached }: Delivery): number {
    return (100 * reached) / this.#live.length
  }

  /** A message whose number is not known yet. */
  #unnamed: Delivery | undefined

  #onEvent(event: Event): void {
    if (event.type !== 'delivered') return
    const { id, hops } = event as DeliveredEvent
    const delivery = this.#deliveries.get(id) ?? this.#unnamed
    if (delivery === undefined) return
    delivery.reached++
    if (hops > delivery.lastHop) delivery.lastHop = hops
  }
}

const PAYLOAD = Uint8Array.of(1)
/** Older ones have arrived. */
const MOST_UNDER_WAY = 64
