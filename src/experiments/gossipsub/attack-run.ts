import { deriveSeed, drawn, Rng } from '../../base/rng.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'
import { GossipSub, type GossipSubConfig, type Rpc } from '../../dissemination/index.ts'
import { authored } from '../../dissemination/pubsub/message-policies.ts'
import { peerScoreOptions, topicScoreOptions } from '../../dissemination/pubsub/score-options.ts'
import { quantile } from '../measure.ts'
import { linkLatency, randomLinks, TOPIC, TopicNet } from './topic-net.ts'

/** How Sybils spoil a network. */
export interface Attack {
  readonly name: string
  readonly honest: number
  /** Sybils for each honest node. */
  readonly sybils: number
  /** To how large a share of the honest nodes each is connected; 'target' is to one publisher alone. */
  readonly reach: number | 'target'
  /** When they come, ms. */
  readonly arriveMs: number
  /** From when on they drop messages, ms, and what they drop: all, half, or those of one publisher. */
  readonly dropMs: number
  readonly drops: 'all' | 'half' | 'target'
}

/** What the honest nodes had of it. */
export interface AttackRun {
  /** Of the messages that were to be told at honest nodes. */
  readonly deliveredShare: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Of all links of honest nodes' meshes, in the end. */
  readonly sybilShare: number
}

/** The set-up, of libp2p/gossipsub-hardening, scaled down; an attack lasts until three minutes are over. */
export const ATTACKED = {
  /** A tenth of all honest nodes publish. */
  publishers: 0.1,
  dials: 10,
  perSecond: 5,
  messageBytes: 2048,
  latencyMs: 25,
  warmMs: 10_000,
  endMs: 180_000,
  lingerMs: 10_000,
} as const

/** Degrees of the report. */
const DEGREES = { d: 8, dLow: 6, dHigh: 12, dScore: 6, dOut: 2, dLazy: 12 }

/** A Sybil's: everybody is wanted. It waits out back-offs, which v1.1 punishes else; v1.0 knows none. */
const GREEDY = { d: 1000, dLow: 1000, dHigh: 1000, dScore: 0, dOut: 0, dontWantBytes: 0x40000000 }

/** Version 1.1 with the report's scores. */
const SCORES = peerScoreOptions({
  topicScoreCap: 0,
  gossipThreshold: -4000,
  publishThreshold: -5000,
  graylistThreshold: -10_000,
  retainMs: 30_000,
  opportunisticThreshold: 5,
})
const TOPIC_SCORE = topicScoreOptions({
  topicWeight: 0.25,
  timeInMeshWeight: 0.0027,
  timeInMeshQuantumMs: 1000,
  timeInMeshCap: 3600,
  firstDeliveriesWeight: 0.664,
  firstDeliveriesDecay: 0.9916,
  firstDeliveriesCap: 1500,
  meshDeliveriesWeight: -0.25,
  meshDeliveriesDecay: 0.997,
  meshDeliveriesCap: 400,
  meshDeliveriesThreshold: 10,
  meshDeliveriesActivationMs: 60_000,
  meshDeliveriesWindowMs: 5,
  meshFailureWeight: -0.25,
  meshFailureDecay: 0.997,
  invalidWeight: -99,
  invalidDecay: 0.9994,
})

/** Honest nodes and Sybils in one network. @param isDefended whether honest nodes are of v1.1, or of v1.0 */
export function runAttack(
  seed: number,
  attack: Attack,
  isDefended: boolean,
  endMs: number = ATTACKED.endMs,
): AttackRun {
  const scene = new Scene(seed, attack, isDefended)
  scene.play(endMs)
  return scene.result()
}

class Scene {
  readonly #net: TopicNet
  readonly #attack: Attack
  readonly #rng: Rng
  readonly #isDefended: boolean
  readonly #sybilsOf: readonly (readonly number[])[]
  #expected = 0

  constructor(seed: number, attack: Attack, isDefended: boolean) {
    this.#attack = attack
    this.#isDefended = isDefended
    this.#rng = new Rng(deriveSeed(seed, 0x21))
    const { honest } = attack
    const { dials, latencyMs } = ATTACKED
    const links = randomLinks(seed, honest, dials)
    const outbound = links.map(
      (peers, node) => new Set([...peers].filter((peer) => (peer + node) % 2 === Number(peer > node))),
    )
    this.#sybilsOf = this.#reached()
    const isEarly = attack.arriveMs === 0
    const all = [...links, ...this.#sybilsOf.map((reached) => new Set(isEarly ? reached : []))]
    if (isEarly)
      for (const [i, reached] of this.#sybilsOf.entries()) for (const node of reached) links[node]?.add(honest + i)
    this.#net = new TopicNet({
      seed,
      links: all,
      counted: honest,
      network: { latency: linkLatency(seed, latencyMs, latencyMs, 0.1) },
      configOf: (node) => honestConfig(isDefended, outbound[node] as ReadonlySet<number>),
      other: (node, env) => (node < honest ? undefined : this.#sybil(node, env, all[node] as ReadonlySet<number>)),
    })
    if (!isEarly) this.#net.sim.at(attack.arriveMs, () => this.#arrive())
  }

  /** Publishes in turn until the end, then waits for what is late. */
  play(endMs: number): void {
    const { warmMs, perSecond, publishers, messageBytes, lingerMs } = ATTACKED
    const { honest } = this.#attack
    const { sim } = this.#net
    sim.run(warmMs)
    for (let i = 0; sim.now < endMs; i++) {
      const from = i % (publishers * honest)
      const isCounted = from === 0 || !this.#isAboutTarget
      this.#net.publish(from, new Uint8Array(messageBytes), isCounted)
      if (isCounted) this.#expected += honest - 1
      sim.run(1000 / perSecond)
    }
    sim.run(lingerMs)
  }

  result(): AttackRun {
    const { delays, layers } = this.#net
    const { honest } = this.#attack
    const meshes = layers.slice(0, honest).flatMap((layer) => layer?.meshOf(TOPIC) ?? [])
    return {
      deliveredShare: delays.length / this.#expected,
      p99Ms: quantile(delays, 0.99),
      maxMs: quantile(delays, 1),
      sybilShare: meshes.filter((peer) => peer >= honest).length / meshes.length,
    }
  }

  /** Whether only one publisher's messages are at stake. */
  get #isAboutTarget(): boolean {
    return this.#attack.reach === 'target' || this.#attack.drops === 'target'
  }

  /** By Sybil: the honest nodes that it is connected to. */
  #reached(): number[][] {
    const { honest, sybils, reach } = this.#attack
    const all = Array.from({ length: honest }, (_, node) => node)
    return Array.from({ length: Math.round(sybils * honest) }, () => {
      return reach === 'target' ? [0] : drawn(all, Math.round(reach * honest), () => this.#rng.next())
    })
  }

  /** Obeys the protocol but wants everybody in its mesh, and drops what it should pass on. */
  #sybil(node: number, env: Env<Rpc>, peers: ReadonlySet<number>): GossipSub {
    const own = new DroppingEnv(env, this.#attack, () => this.#rng.next()) as Env<Rpc>
    const neighbours = Array.from(peers, (peer) => peer as PeerId)
    const layer = new GossipSub(
      own,
      { neighbours, sample: () => [] },
      {
        policy: authored(Uint8Array.of(node >> 8, node & 255)),
        modes: { floodPublish: false },
        options: { ...GREEDY, ...(this.#isDefended ? {} : { pruneBackoffMs: 0 }) },
      },
    )
    layer.subscribe(TOPIC)
    return layer
  }

  /** Sybils connect to a network that has formed. */
  #arrive(): void {
    const { sim } = this.#net
    for (const [i, reached] of this.#sybilsOf.entries()) {
      const sybil = this.#attack.honest + i
      for (const node of reached) {
        sim.nodes[node]?.layer.onEvent({ type: 'neighbour', peer: sybil, isUp: true } as never)
        sim.nodes[sybil]?.layer.onEvent({ type: 'neighbour', peer: node, isUp: true } as never)
      }
    }
  }
}

function honestConfig(isDefended: boolean, outbound: ReadonlySet<number>): GossipSubConfig {
  const options = { ...DEGREES, dontWantBytes: 0x40000000 }
  if (!isDefended) {
    return {
      modes: { floodPublish: false },
      options: { ...options, dOut: 0, dLazy: 6, gossipFactor: 0, pruneBackoffMs: 0 },
      sources: { isOutbound: () => true }, // v1.0 lets in whoever grafts, as this one does whom it has dialled
    }
  }
  return {
    options,
    scores: SCORES,
    sources: { topicScoreOf: () => TOPIC_SCORE, isOutbound: (peer) => outbound.has(peer) },
  }
}

/** A Sybil's way out: from a moment on, messages and announcements do not pass. */
class DroppingEnv extends WrappedEnv {
  readonly #attack: Attack
  readonly #draw: () => number

  constructor(outer: Env, attack: Attack, draw: () => number) {
    super(outer)
    this.#attack = attack
    this.#draw = draw
  }

  override send(to: PeerId, message: Message, channel: Channel): void {
    const rpc = message as Rpc
    if (this.now() < this.#attack.dropMs) return super.send(to, rpc, channel)
    const publish = rpc.publish?.filter(({ from }) => !this.#drops(from))
    const isEmpty = publish !== undefined && publish.length === 0
    if (isEmpty && rpc.control === undefined) return
    const { ihave: _, ...control } = rpc.control ?? {}
    const cut = { tag: PUBSUB_TAGS.rpc, ...(publish && { publish }), control }
    super.send(to, { ...cut, ...(rpc.subscriptions && { subscriptions: rpc.subscriptions }) }, channel)
  }

  #drops(from: Uint8Array | undefined): boolean {
    const { drops } = this.#attack
    if (drops === 'half') return this.#draw() % 2 === 0
    return drops === 'all' || (from?.[0] === 0 && from[1] === 0)
  }
}
