import { drawn, unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event, UndeliverableEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { NeighbourEvent, PeerSampler, Published, PubSub } from '../../core/ports.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { Arrivals, type Validate, type Verdict } from './arrivals.ts'
import { ControlReader } from './control.ts'
import type { GossipSubCounters } from './counters.ts'
import { Heartbeat } from './heartbeat.ts'
import { LazyMesh, TIMER } from './lazy-mesh.ts'
import { anonymous, type MessagePolicy } from './message-policies.ts'
import type { MessageId, Rpc, Subscription } from './messages.ts'
import { GOSSIPSUB_MODES, type GossipSubModes, type GossipSubOptions, gossipSubOptions } from './options.ts'
import type { PeerTable } from './peer-table.ts'
import { Publisher } from './publisher.ts'
import { type Mesh, type PeerSources, Router } from './router.ts'
import { type PeerScoreOptions, peerScoreOptions } from './score-options.ts'

/** How a node takes part; everything has a default. */
export interface GossipSubConfig {
  readonly options?: Partial<GossipSubOptions>
  readonly modes?: Partial<GossipSubModes>
  readonly scores?: Partial<PeerScoreOptions>
  readonly sources?: PeerSources
  /** Default {@link anonymous}. */
  readonly policy?: MessagePolicy
  /** By default every message is accepted. */
  readonly validate?: Validate
}

/**
 * GossipSub (Vyzovitis et al., "GossipSub: Attack-Resilient Message Propagation in the Filecoin and ETH2.0 Networks",
 * 2020; libp2p/specs, gossipsub v1.0 to v1.2): each topic has a mesh of a few links for each node, over which its
 * messages go in full; others are told what they could have, and ask for what they missed. What peers do is scored.
 * Deviations: README.md of this folder.
 */
export class GossipSub implements Layer<Rpc>, PubSub {
  readonly #router: Router
  readonly #sampler: PeerSampler
  readonly #policy: MessagePolicy
  readonly #heartbeat: Heartbeat
  readonly #lazy: LazyMesh
  readonly #control: ControlReader
  readonly #arrivals: Arrivals
  readonly #publisher: Publisher
  /** Subscriptions of peers that are no neighbours yet, as far as we know, and when they came. */
  readonly #strangers = new Map<PeerId, { readonly tick: number; readonly subscriptions: Subscription[] }>()

  /** @param sampler whose neighbours are symmetric, and told by events. @throws OptionError */
  constructor(env: Env<Rpc>, sampler: PeerSampler, config: GossipSubConfig = {}) {
    const modes = { ...GOSSIPSUB_MODES, ...config.modes }
    const [options, scores] = [gossipSubOptions(config.options), peerScoreOptions(config.scores)]
    this.#router = new Router(env, options, modes, scores, config.sources ?? {})
    this.#sampler = sampler
    this.#policy = config.policy ?? anonymous
    this.#heartbeat = new Heartbeat(this.#router)
    this.#lazy = new LazyMesh(this.#router)
    this.#control = new ControlReader(this.#router, this.#lazy)
    this.#arrivals = new Arrivals(this.#router, this.#lazy, this.#policy, config.validate)
    this.#publisher = new Publisher(this.#router, this.#lazy, this.#policy)
  }

  get counters(): Readonly<GossipSubCounters> {
    return this.#router.counters
  }

  /** Topics that this node wants. */
  get topics(): Iterable<string> {
    return this.#router.meshes.keys()
  }

  /** How much is remembered, each of it bounded. */
  get sizes(): Readonly<Record<string, number>> {
    const { peers, seen, cache, held, promises, scores } = this.#router
    return {
      peers: peers.size,
      seen: seen.size,
      cached: cache.size,
      cachedBytes: cache.bytes,
      held: held.size,
      promises: promises.size,
      scores: scores.size,
      undecided: this.#arrivals.undecided,
      missing: this.#lazy.missing,
      strangers: this.#strangers.size,
    }
  }

  /** The peers in this node's mesh of a topic. */
  meshOf(topic: string): readonly PeerId[] {
    return [...(this.#router.meshes.get(topic)?.peers ?? [])]
  }

  peersOf(topic: string): readonly PeerId[] {
    return [...this.#router.peers.of(topic)]
  }

  /** What a peer has earned: 0 at first, below 0 is bad. */
  scoreOf(peer: PeerId): number {
    return this.#router.scoreOf(peer)
  }

  start(): void {
    const { env, options, thresholds } = this.#router
    env.setTimer(unit(this.#router.random) * options.heartbeatMs, TIMER.heartbeat, 0)
    env.setTimer(thresholds.decayMs, TIMER.decay, 0)
    for (const peer of this.#sampler.neighbours) this.#meet(peer)
  }

  subscribe(topic: string): void {
    this.#publisher.checkTopic(topic)
    if (this.#router.meshes.has(topic)) return
    const mesh = this.#router.makeMesh(topic)
    for (const [peer] of this.#router.peers) this.#tell(peer, [{ isOn: true, topic }])
    this.#fill(mesh)
  }

  unsubscribe(topic: string): void {
    const mesh = this.#router.meshes.get(topic)
    if (mesh === undefined) return
    const { unsubscribeBackoffMs } = this.#router.options
    this.#router.meshes.delete(topic)
    for (const peer of mesh.peers) {
      this.#router.scores.prune(peer, topic)
      this.#router.counters.prunes++
      const prune = [this.#router.pruneOf(topic, peer, unsubscribeBackoffMs, true)]
      this.#router.send(peer, { tag: PUBSUB_TAGS.rpc, control: { prune } })
    }
    for (const [peer] of this.#router.peers) this.#tell(peer, [{ isOn: false, topic }])
  }

  publish(topic: string, data: Uint8Array): Published {
    return this.#publisher.publish(topic, data)
  }

  /** The verdict on a message that was left for later. Nothing, if it came too late or twice. */
  report(id: MessageId, verdict: Verdict): void {
    this.#arrivals.report(id, verdict)
  }

  onMessage(from: PeerId, rpc: Rpc): void {
    const router = this.#router
    const peer = router.peers.get(from)
    if (peer === undefined) return this.#onStranger(from, rpc)
    if (router.scoreOf(from) < router.thresholds.graylistThreshold) {
      router.counters.graylisted++
      return
    }
    if (rpc.subscriptions !== undefined) this.#onSubscriptions(from, rpc.subscriptions)
    for (const message of rpc.publish ?? []) this.#arrivals.read(from, message)
    if (rpc.control !== undefined) this.#control.read(from, peer, rpc.control)
  }

  onTimer(kind: number, key: number): void {
    const { env, options, thresholds, scores } = this.#router
    if (kind === TIMER.announce) this.#lazy.announce()
    else if (kind === TIMER.missing) this.#lazy.ask(key)
    else if (kind === TIMER.decay) {
      env.setTimer(thresholds.decayMs, TIMER.decay, 0)
      scores.decay(env.now())
    } else {
      env.setTimer(options.heartbeatMs, TIMER.heartbeat, 0)
      this.#heartbeat.beat()
      this.#forgetStrangers()
    }
  }

  onEvent(event: Event): void {
    const fact = event as NeighbourEvent | UndeliverableEvent
    if (fact.type === 'neighbour') {
      if (fact.isUp) this.#meet(fact.peer)
      else this.#lose(fact.peer)
    } else if (fact.type === 'undeliverable' && fact.message.tag === PUBSUB_TAGS.rpc) {
      this.#onUndeliverable(fact.to, fact.message as Rpc)
    }
  }

  #meet(peer: PeerId): void {
    const { peers, scores, meshes } = this.#router
    if (peers.get(peer) !== undefined || peer === this.#router.env.self) return
    peers.add(peer)
    scores.add(peer)
    if (meshes.size > 0) {
      this.#tell(
        peer,
        Array.from(meshes.keys(), (topic) => ({ isOn: true, topic })),
      )
    }
    const early = this.#strangers.get(peer)
    this.#strangers.delete(peer)
    if (early !== undefined) this.#onSubscriptions(peer, early.subscriptions)
  }

  #lose(peer: PeerId): void {
    const { meshes, fanouts, scores, peers, promises, env } = this.#router
    for (const mesh of meshes.values()) {
      if (mesh.peers.delete(peer)) scores.prune(peer, mesh.topic)
      mesh.links.remove(peer)
    }
    for (const fanout of fanouts.values()) fanout.peers.delete(peer)
    promises.forget(peer)
    scores.remove(peer, env.now())
    peers.remove(peer)
  }

  /** Whoever holds us for a neighbour will be ours in a moment; until then we keep what it wants in mind. */
  #onStranger(from: PeerId, { subscriptions }: Rpc): void {
    if (subscriptions === undefined) return
    const known = this.#strangers.get(from)
    if (known === undefined && this.#strangers.size >= MOST_STRANGERS) return
    const all = [...(known?.subscriptions ?? []), ...subscriptions]
    this.#strangers.set(from, { tick: this.#router.tick, subscriptions: all.slice(0, MOST_SUBSCRIPTIONS) })
  }

  #forgetStrangers(): void {
    for (const [peer, { tick }] of this.#strangers) if (tick + 1 < this.#router.tick) this.#strangers.delete(peer)
  }

  #onUndeliverable(to: PeerId, rpc: Rpc): void {
    const peer = this.#router.peers.get(to)
    if (peer === undefined) return
    peer.isStale = true
    for (const { topic = '' } of rpc.control?.prune ?? []) {
      if (peer.lostPrunes.size < MOST_STRANGERS) peer.lostPrunes.add(topic)
    }
  }

  #tell(peer: PeerId, subscriptions: readonly Subscription[]): void {
    this.#router.send(peer, { tag: PUBSUB_TAGS.rpc, subscriptions })
  }

  #onSubscriptions(from: PeerId, subscriptions: readonly Subscription[]): void {
    const { options, counters } = this.#router
    let isTooLong = false
    for (const { isOn = false, topic = '' } of subscriptions.slice(0, MOST_SUBSCRIPTIONS)) {
      if (topic.length > options.mostTopicLength) isTooLong = true
      else if (isOn) this.#onSubscribed(from, topic)
      else this.#onUnsubscribed(from, topic)
    }
    if (!isTooLong) return
    counters.tooLarge++
    this.#router.penalize(from)
  }

  #onSubscribed(from: PeerId, topic: string): void {
    const { peers, options, counters, held, env } = this.#router
    const { topics } = peers.get(from) as NonNullable<ReturnType<PeerTable['get']>>
    if (topics.has(topic)) return
    if (topics.size >= options.mostTopicsOfPeer) {
      counters.tooLarge++
      return
    }
    peers.join(from, topic)
    for (const message of held.takeFor(from, topic, env.now())) {
      this.#router.sendMessage(this.#policy.idOf(message), message, [from])
    }
  }

  #onUnsubscribed(from: PeerId, topic: string): void {
    const { peers, meshes, fanouts, scores } = this.#router
    peers.leave(from, topic)
    fanouts.get(topic)?.peers.delete(from)
    const mesh = meshes.get(topic)
    if (mesh?.peers.delete(from) === true) scores.prune(from, topic)
    mesh?.links.remove(from)
  }

  /** A new mesh begins with those who were published to, and is filled up with others at once. */
  #fill(mesh: Mesh): void {
    const { options, fanouts, random, counters } = this.#router
    const candidates = this.#router.candidates(mesh)
    const known = candidates.filter((peer) => fanouts.get(mesh.topic)?.peers.has(peer) === true)
    const others = candidates.filter((peer) => !known.includes(peer))
    fanouts.delete(mesh.topic)
    for (const peer of [...known, ...drawn(others, options.d - known.length, random)].slice(0, options.d)) {
      this.#router.graft(mesh, peer)
      counters.grafts++
      this.#router.send(peer, { tag: PUBSUB_TAGS.rpc, control: { graft: [{ topic: mesh.topic }] } })
    }
  }
}

const MOST_STRANGERS = 64
/** Subscriptions of one message that are read. */
const MOST_SUBSCRIPTIONS = 2048
