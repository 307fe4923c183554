import { drawn } from '../../src/base/rng.ts'
import { sizeOfRpc } from '../../src/codec/libp2p/rpc-size.ts'
import { simWire } from '../../src/codec/index.ts'
import type { Env, PeerId } from '../../src/core/env.ts'
import type { Message } from '../../src/core/message.ts'
import type { TopicMessageEvent } from '../../src/core/ports.ts'
import { HYPARVIEW_TAGS, PUBSUB_TAGS } from '../../src/core/tags.ts'
import { authored, GossipSub, type Rpc } from '../../src/dissemination/index.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import { Everybody, HyParView } from '../../src/sampling/index.ts'
import { applySchedule, Simulation } from '../../src/sim/index.ts'
import { oneSidedLinks } from '../../src/experiments/overlay/graph.ts'
import { heal } from '../swarm/heal.ts'
import { planOf, SETTLE_MS } from '../swarm/plan.ts'

/** How one seed ended. */
export interface PubSubOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  readonly isLazy: boolean
  /** Messages, and how many of them were not told exactly once at every live subscriber. */
  readonly messages: number
  readonly incomplete: number
  /** Copies that came, and messages told, of the last half of them. */
  readonly copies: number
  readonly told: number
  readonly traceHash: string
  /** What was wrong; undefined if nothing was. */
  readonly failure: string | undefined
}

/** How long meshes may take once their cluster agrees: two back-offs. */
const MEND_MS = 130_000
const MESSAGES = 20
/** Who sends them: a lazy mesh has to get to know each author. */
const AUTHORS = 2
const MESSAGE_MS = 3000
/** Gossip of three heartbeats, and the answers. */
const LAST_MS = 10_000
const D_LOW = 4
const D_HIGH = 12
/** What everybody wants, and what two of three do. */
const TOPICS = ['all', 'some'] as const

/**
 * One random cluster with topics on it, random faults, then peace; afterwards meshes must be whole, and messages reach
 * all who want them once. Every second seed has lazy links, every second pair everybody for a neighbour.
 */
export function runPubSubSeed(seed: number): PubSubOutcome {
  const { nodes, durationMs, schedule } = planOf(seed)
  const cluster = new TopicCluster(seed, nodes)
  const { sim } = cluster
  applySchedule(sim, schedule, { restart: cluster.make })
  for (let at = SETTLE_MS; at < SETTLE_MS + durationMs; at += 2000) sim.at(at, () => cluster.publish())
  sim.run(SETTLE_MS + durationMs)
  heal(sim)
  sim.run(MEND_MS)
  const wrong = cluster.wrong()
  const { incomplete, copies, told } = cluster.publishInPeace()
  const failure =
    wrong ?? (incomplete > 0 ? `${incomplete} of ${MESSAGES} messages were not told once to all` : undefined)
  return {
    seed,
    nodes,
    faults: schedule.length,
    isLazy: cluster.isLazy,
    messages: MESSAGES,
    incomplete,
    copies,
    told,
    traceHash: sim.traceHash,
    failure: failure && `seed ${seed}: ${failure}\nHEARSAY_SEED=${seed} npm run verify -- pubsub`,
  }
}

/** Whole nodes, with neighbours and topics on top. */
class TopicCluster {
  readonly sim: Simulation
  readonly isLazy: boolean
  readonly #isSmall: boolean
  readonly #layers: GossipSub[] = []
  readonly #neighbours: (() => readonly PeerId[])[] = []
  readonly #make = nodeMaker()
  /** By message: how often each node was told of it. */
  readonly #told = new Map<string, number[]>()

  constructor(seed: number, nodes: number) {
    this.isLazy = seed % 2 === 0
    this.#isSmall = seed % 4 < 2
    const wire = simWire(nodes)
    const sizeOf = (message: Message): number => sizeOfAny(message, wire.sizeOf)
    const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
    const { packetBudget } = wire
    this.sim = new Simulation({ seed, network: { latency, jitterMs: 2 }, sizeOf, packetBudget })
    this.sim.onEvent(({ index }, event) => {
      if (event.type === 'topic-message') this.#onTold(index, (event as TopicMessageEvent).id)
    })
    for (let i = 0; i < nodes; i++) this.sim.addNode(this.make)
  }

  readonly make = (env: Env): SimStack => {
    const stack = this.#make(env) as SimStack
    const below = this.#isSmall
      ? stack.add({}, (own) => new Everybody(own, stack.swim))
      : stack.add(HYPARVIEW_TAGS, (own) => new HyParView(own, {}, stack.swim))
    const layer = stack.add(PUBSUB_TAGS, (own) => {
      const policy = authored(Uint8Array.of(env.self))
      return new GossipSub(own, below, {
        policy,
        modes: { lazyMesh: this.isLazy },
        options: { refreshTicks: 10 },
      })
    })
    for (const topic of this.#topicsOf(env.self)) layer.subscribe(topic)
    this.#layers[env.self] = layer
    this.#neighbours[env.self] = () => below.neighbours
    return stack
  }

  /** A message of a random live node, to everybody. */
  publish(): void {
    const [from] = this.#draw(1)
    if (from !== undefined) this.#publish(TOPICS[0], from)
  }

  /** @returns how many messages were not told once to all, and what the last half of them took */
  publishInPeace(): { readonly incomplete: number; readonly copies: number; readonly told: number } {
    const authors = this.#draw(AUTHORS)
    const sent: (readonly [string, string])[] = []
    let [copies, told] = [0, 0]
    for (let i = 0; i < MESSAGES && authors.length > 0; i++) {
      if (i === MESSAGES / 2) [copies, told] = [this.#sum('messagesReceived'), this.#sum('delivered')]
      // over an overlay of few links those who want something need not be connected
      const topic = TOPICS[this.#isSmall ? (i >> 1) % 2 : 0] as string
      sent.push([topic, this.#publish(topic, authors[i % authors.length] as number)])
      this.sim.run(MESSAGE_MS)
    }
    this.sim.run(LAST_MS)
    const incomplete = sent.filter(([topic, id]) => !this.#isTold(topic, id)).length
    return { incomplete, copies: this.#sum('messagesReceived') - copies, told: this.#sum('delivered') - told }
  }

  /** What is wrong with a mesh, if anything. */
  wrong(): string | undefined {
    for (const topic of TOPICS) {
      const live = this.#live.filter((node) => this.#topicsOf(node).includes(topic))
      const meshes = new Map(live.map((node) => [node, (this.#layers[node] as GossipSub).meshOf(topic)]))
      const [oneSided] = oneSidedLinks(meshes)
      if (oneSided !== undefined) return `one side only of a link in the mesh of ${topic}: ${oneSided}`
      for (const [node, mesh] of meshes) {
        const possible = this.#neighbours[node]?.().filter((peer) => meshes.has(peer)).length ?? 0
        if (mesh.length > D_HIGH || mesh.length < Math.min(D_LOW, possible)) {
          return `node ${node} has ${mesh.length} of ${possible} peers in its mesh of ${topic}`
        }
      }
    }
    return undefined
  }

  get #live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  #topicsOf(node: number): readonly string[] {
    return node % 3 === 0 ? TOPICS.slice(0, 1) : TOPICS
  }

  /** Random live nodes that want everything. */
  #draw(count: number): number[] {
    const wanting = this.#live.filter((node) => this.#topicsOf(node).length === TOPICS.length)
    return drawn(wanting, count, () => this.sim.workload.next())
  }

  #publish(topic: string, from: number): string {
    const { id } = (this.#layers[from] as GossipSub).publish(topic, new Uint8Array(20))
    this.#onTold(from, id)
    return id
  }

  #isTold(topic: string, id: string): boolean {
    const wanting = this.#live.filter((node) => this.#topicsOf(node).includes(topic))
    return wanting.every((node) => this.#told.get(id)?.[node] === 1)
  }

  #sum(count: 'messagesReceived' | 'delivered'): number {
    return this.#live.reduce((sum, node) => sum + (this.#layers[node] as GossipSub).counters[count], 0)
  }

  #onTold(node: number, id: string): void {
    const told = this.#told.get(id) ?? []
    told[node] = (told[node] ?? 0) + 1
    this.#told.set(id, told)
  }
}

function sizeOfAny(message: Message, others: (message: Message) => number): number {
  if (message.tag === PUBSUB_TAGS.rpc) return sizeOfRpc(message as Rpc)
  return message.tag >= HYPARVIEW_TAGS.join ? 60 : others(message) // the overlay's messages have no form on the wire yet
}
