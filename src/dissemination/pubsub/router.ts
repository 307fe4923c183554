import { drawn } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { Backoffs } from './backoffs.ts'
import { type GossipSubCounters, noCounts } from './counters.ts'
import { HeldMessages } from './held-messages.ts'
import { LazyLinks } from './lazy-links.ts'
import { MessageCache } from './message-cache.ts'
import type { MessageId, PeerInfo, Prune, Rpc, TopicMessage } from './messages.ts'
import type { GossipSubModes, GossipSubOptions } from './options.ts'
import { PeerScores, type ScoreSources } from './peer-scores.ts'
import { PeerTable } from './peer-table.ts'
import { Promises } from './promises.ts'
import type { PeerScoreOptions } from './score-options.ts'
import { SeenMessages } from './seen-messages.ts'

/** A topic that this node wants. */
export interface Mesh {
  readonly topic: string
  /** Who gets its messages in full, and sends us theirs. */
  readonly peers: Set<PeerId>
  readonly backoffs: Backoffs
  readonly links: LazyLinks
}

/** A topic that this node only publishes to. */
export interface Fanout {
  readonly peers: Set<PeerId>
  publishedAt: number
}

/** What a runtime may know of the peers of a node. */
export interface PeerSources extends ScoreSources {
  /** Whether this node has dialled a peer. */
  readonly isOutbound?: (peer: PeerId) => boolean
  /** What others may be told of a peer, so that they can connect to it. */
  readonly describe?: (peer: PeerId) => PeerInfo | undefined
  /** Told whom a trusted peer has named: somebody may want to connect to them. */
  readonly onPeersNamed?: (topic: string, peers: readonly PeerInfo[], by: PeerId) => void
}

/** All that the parts of {@link GossipSub} share: who wants what, who is in which mesh, what has come. */
export class Router {
  readonly env: Env<Rpc>
  readonly options: GossipSubOptions
  readonly modes: GossipSubModes
  readonly thresholds: PeerScoreOptions
  readonly sources: PeerSources
  readonly peers: PeerTable = new PeerTable()
  readonly meshes: Map<string, Mesh> = new Map()
  readonly fanouts: Map<string, Fanout> = new Map()
  readonly scores: PeerScores
  readonly cache: MessageCache
  readonly seen: SeenMessages
  readonly held: HeldMessages
  readonly promises: Promises = new Promises()
  readonly counters: GossipSubCounters = noCounts()
  readonly random: () => number
  /** Heartbeats so far. */
  tick = 0

  constructor(
    env: Env<Rpc>,
    options: GossipSubOptions,
    modes: GossipSubModes,
    thresholds: PeerScoreOptions,
    sources: PeerSources,
  ) {
    this.env = env
    this.options = options
    this.modes = modes
    this.thresholds = thresholds
    this.sources = sources
    this.random = () => env.random()
    this.scores = new PeerScores(thresholds, sources)
    this.cache = new MessageCache(options.historyLength, options.historyGossip, options.mostCachedBytes)
    this.seen = new SeenMessages(options.seenMs, options.mostSeen)
    this.held = new HeldMessages(options.holdMs, options.mostHeldBytes, options.d)
  }

  scoreOf = (peer: PeerId): number => this.scores.scoreOf(peer)

  makeMesh(topic: string): Mesh {
    const { trees } = this.options
    const mesh = { topic, peers: new Set<PeerId>(), backoffs: new Backoffs(), links: new LazyLinks(trees) }
    this.meshes.set(topic, mesh)
    return mesh
  }

  /** Takes a peer into a mesh; whoever calls sees that it is told. */
  graft(mesh: Mesh, peer: PeerId): void {
    mesh.peers.add(peer)
    this.scores.graft(peer, mesh.topic, this.env.now())
  }

  /** Takes a peer out of a mesh; whoever calls sees that it is told. */
  prune(mesh: Mesh, peer: PeerId, backoffMs: number): void {
    if (mesh.peers.delete(peer)) this.scores.prune(peer, mesh.topic)
    mesh.links.remove(peer)
    mesh.backoffs.set(peer, this.env.now() + backoffMs)
  }

  /** Peers of a topic that may come into its mesh. */
  candidates(mesh: Mesh): PeerId[] {
    const now = this.env.now() - this.options.heartbeatMs // their clock may be a little slower than ours
    return [...this.peers.of(mesh.topic)].filter((peer) => {
      return !mesh.peers.has(peer) && mesh.backoffs.left(peer, now) === 0 && this.scoreOf(peer) >= 0
    })
  }

  /** A prune with back-off; it names other peers only to those who deserve it. */
  pruneOf(topic: string, peer: PeerId, backoffMs: number, mayNamePeers: boolean): Prune {
    const peers = mayNamePeers ? this.#named(topic, peer) : []
    return { topic, peers, backoffS: Math.ceil(backoffMs / 1000) }
  }

  /** Sends a message to each of these peers but those who have it or do not want it. @returns how many got it */
  sendMessage(id: MessageId, message: TopicMessage, peers: Iterable<PeerId>, not: readonly PeerId[] = []): number {
    const rpc: Rpc = { tag: PUBSUB_TAGS.rpc, publish: [message] }
    let count = 0
    for (const peer of peers) {
      if (not.includes(peer) || this.peers.get(peer)?.unwanted.has(id) === true) continue
      this.send(peer, rpc)
      count++
    }
    this.counters.messagesSent += count
    return count
  }

  /** What would do harm if it were lost goes over a stream. */
  send(peer: PeerId, rpc: Rpc): void {
    const { control } = rpc
    const mustArrive =
      rpc.subscriptions !== undefined ||
      control?.graft !== undefined ||
      control?.prune !== undefined ||
      control?.choke !== undefined
    const isSmall = !mustArrive && this.env.sizeOf(rpc) <= this.env.packetBudget
    this.env.send(peer, rpc, isSmall ? 'datagram' : 'stream')
  }

  /** Somebody has broken a rule. */
  penalize(peer: PeerId, times = 1): void {
    this.scores.penalize(peer, times)
  }

  #named(topic: string, peer: PeerId): PeerInfo[] {
    const { describe } = this.sources
    if (describe === undefined) return []
    const others = [...this.peers.of(topic)].filter((other) => other !== peer && this.scoreOf(other) >= 0)
    return drawn(others, this.options.prunePeers, this.random).flatMap((other) => describe(other) ?? [])
  }
}
