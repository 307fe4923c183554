import { shuffle } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import type { Control, Graft, IdList, IHave, MessageId, Prune, TopicMessage } from './messages.ts'
import type { Peer } from './peer-table.ts'
import type { Mesh, Router } from './router.ts'

/** What a peer that has none of a message does, once it is announced to us and is not here. */
export interface Announced {
  /** Takes care that an announced message comes. @returns whether it does; else it is asked for at once */
  expect(id: MessageId, topic: string, announcer: PeerId): boolean
  /** A peer of the mesh has announced what is here already. */
  know(id: MessageId, topic: string, announcer: PeerId): void
}

/** Answers what peers say beside messages: announcements, requests, and who is in whose mesh. */
export class ControlReader {
  readonly #router: Router
  readonly #announced: Announced

  constructor(router: Router, announced: Announced) {
    this.#router = router
    this.#announced = announced
  }

  read(from: PeerId, peer: Peer, control: Control): void {
    const iwant = this.#onIHaves(from, peer, control.ihave ?? [])
    const publish = this.#onIWants(from, peer, control.iwant ?? [])
    const prune = this.#onGrafts(from, peer, control.graft ?? [])
    this.#onPrunes(from, control.prune ?? [])
    this.#onDontWants(peer, control.dontWant ?? [])
    for (const { topic, trees } of bounded(control.choke)) {
      const mesh = this.#router.meshes.get(topic)
      if (mesh?.peers.has(from) === true) mesh.links.choked(from, trees)
    }
    if (iwant.length === 0 && publish.length === 0 && prune.length === 0) return
    this.#answer(from, iwant, publish, prune)
  }

  #answer(from: PeerId, iwant: MessageId[], publish: TopicMessage[], prune: Prune[]): void {
    const { counters } = this.#router
    counters.messagesSent += publish.length
    counters.prunes += prune.length
    if (iwant.length > 0) counters.iwants++
    const control: Control = {
      ...(iwant.length > 0 && { iwant: [{ ids: iwant }] }),
      ...(prune.length > 0 && { prune }),
    }
    this.#router.send(from, {
      tag: PUBSUB_TAGS.rpc,
      ...(publish.length > 0 && { publish }),
      ...(iwant.length + prune.length > 0 && { control }),
    })
  }

  /** @returns what is to be asked for at once */
  #onIHaves(from: PeerId, peer: Peer, ihaves: readonly IHave[]): MessageId[] {
    if (ihaves.length === 0) return []
    const { options, counters, scoreOf, thresholds } = this.#router
    const isBad = scoreOf(from) < thresholds.gossipThreshold
    if (isBad || ++peer.ihaves > this.#mostIHaves() || peer.asked >= options.mostIHaveIds) {
      counters.ihavesIgnored++
      return []
    }
    const wanted = new Set<MessageId>()
    let left = options.mostIHaveIds // that are looked at
    for (const { topic = '', ids } of bounded(ihaves)) {
      if (!this.#router.meshes.has(topic)) continue
      for (const id of ids.slice(0, left)) this.#onAnnounced(id, topic, from, wanted)
      left -= Math.min(left, ids.length)
    }
    return this.#promised(from, peer, [...wanted])
  }

  /** Peers of a lazy mesh announce what others only tell of at heartbeats. */
  #mostIHaves(): number {
    const { options, modes } = this.#router
    if (!modes.lazyMesh) return options.mostIHaves
    return options.mostIHaves + Math.ceil(options.heartbeatMs / Math.max(1, options.announceAfterMs))
  }

  #onAnnounced(id: MessageId, topic: string, from: PeerId, wanted: Set<MessageId>): void {
    if (id.length > MOST_ID_BYTES) return
    if (this.#router.seen.get(id) !== undefined) this.#announced.know(id, topic, from)
    else if (!this.#announced.expect(id, topic, from)) wanted.add(id)
  }

  /** As many as one may be asked for; one of them must come. */
  #promised(from: PeerId, peer: Peer, ids: MessageId[]): MessageId[] {
    const { options, promises, random, env } = this.#router
    if (ids.length === 0) return ids
    shuffle(ids, random)
    const asked = ids.slice(0, options.mostIHaveIds - peer.asked)
    peer.asked += asked.length
    promises.add(asked[random() % asked.length] as MessageId, from, env.now() + options.followUpMs)
    return asked
  }

  #onIWants(from: PeerId, peer: Peer, iwants: readonly IdList[]): TopicMessage[] {
    const { scoreOf, thresholds, options } = this.#router
    if (iwants.length === 0 || scoreOf(from) < thresholds.gossipThreshold) return []
    const messages: TopicMessage[] = []
    for (const { ids } of bounded(iwants)) {
      const room = options.mostIHaveIds - peer.wanted
      if (ids.length > room) this.#tooMuch(from)
      peer.wanted += Math.min(ids.length, Math.max(0, room))
      for (const id of ids.slice(0, Math.max(0, room))) {
        const message = this.#wantedBy(from, peer, id)
        if (message !== undefined) messages.push(message)
      }
    }
    return messages
  }

  #wantedBy(from: PeerId, peer: Peer, id: MessageId): TopicMessage | undefined {
    const { cache, options, counters, meshes } = this.#router
    const message = cache.take(id, from, options.retransmissions)
    if (message === undefined) {
      if (cache.get(id) === undefined) counters.unknownWants++
      return undefined
    }
    const mesh = meshes.get(message.topic ?? '')
    if (mesh?.peers.has(from) === true) mesh.links.makeEager(from, mesh.links.treeOf(message.from))
    return peer.unwanted.has(id) ? undefined : message
  }

  /** @returns prunes for those that cannot be */
  #onGrafts(from: PeerId, peer: Peer, grafts: readonly Graft[]): Prune[] {
    const refused: Prune[] = []
    for (const { topic = '' } of bounded(grafts)) {
      const mesh = this.#router.meshes.get(topic)
      if (mesh === undefined) this.#onUnknownGraft(from, peer, topic)
      else if (!mesh.peers.has(from)) {
        const prune = this.#onGraft(from, mesh)
        if (prune !== undefined) refused.push(prune)
      }
    }
    return refused
  }

  #onUnknownGraft(from: PeerId, peer: Peer, topic: string): void {
    this.#router.counters.unknownGrafts++
    if (++peer.unknownGrafts === MOST_UNKNOWN_GRAFTS) this.#router.penalize(from)
    correct(peer, topic, this.#router.options.mostTopicLength)
  }

  #onGraft(from: PeerId, mesh: Mesh): Prune | undefined {
    const { env, options, scoreOf, peers } = this.#router
    const left = mesh.backoffs.left(from, env.now())
    const isBad = scoreOf(from) < 0
    const mayName = !isBad && left === 0
    if (left > 0) this.#onEarlyGraft(from, left)
    if (left > 0 || isBad || this.#isFull(from, mesh)) {
      this.#router.prune(mesh, from, options.pruneBackoffMs)
      return this.#router.pruneOf(mesh.topic, from, options.pruneBackoffMs, mayName)
    }
    peers.join(from, mesh.topic) // who grafts has subscribed
    this.#router.graft(mesh, from)
    return undefined
  }

  /** Once for coming early, twice for coming right after the prune. */
  #onEarlyGraft(from: PeerId, left: number): void {
    const { options, counters } = this.#router
    counters.earlyGrafts++
    const isFlood = left > options.pruneBackoffMs - options.graftFloodMs
    this.#router.penalize(from, isFlood ? 2 : 1)
  }

  /** Whom we dialled ourselves always has a place: else whoever dials enough could shut us off. */
  #isFull(from: PeerId, mesh: Mesh): boolean {
    return mesh.peers.size >= this.#router.options.dHigh && this.#router.sources.isOutbound?.(from) !== true
  }

  #onPrunes(from: PeerId, prunes: readonly Prune[]): void {
    const { meshes, options, scoreOf, thresholds, sources } = this.#router
    for (const { topic = '', peers, backoffS } of bounded(prunes)) {
      const mesh = meshes.get(topic)
      if (mesh === undefined) continue
      const backoffMs = backoffS === undefined || backoffS <= 0 ? options.pruneBackoffMs : backoffS * 1000
      this.#router.prune(mesh, from, Math.min(backoffMs, MOST_BACKOFF_MS))
      if (peers.length === 0 || scoreOf(from) < thresholds.peerExchangeThreshold) continue
      sources.onPeersNamed?.(topic, peers.slice(0, options.prunePeers), from)
    }
  }

  #onDontWants(peer: Peer, lists: readonly IdList[]): void {
    const { options, tick } = this.#router
    for (const { ids } of bounded(lists)) {
      for (const id of ids) {
        if (++peer.dontWants > options.mostDontWants) return
        if (id.length <= MOST_ID_BYTES) peer.unwanted.set(id, tick + options.dontWantTicks)
      }
    }
  }

  #tooMuch(from: PeerId): void {
    this.#router.counters.tooLarge++
    this.#router.penalize(from)
  }
}

/** A peer believes wrongly that we want a topic: it is told so at the next heartbeat. */
export function correct(peer: Peer, topic: string, mostLength: number): void {
  if (topic.length <= mostLength && peer.corrections.size < MOST_CORRECTIONS) peer.corrections.add(topic)
}

function bounded<T>(list: readonly T[] | undefined): readonly T[] {
  if (list === undefined) return []
  return list.length <= MOST_ENTRIES ? list : list.slice(0, MOST_ENTRIES)
}

/** Entries of one list that are read; a node with more topics says it in several messages. */
const MOST_ENTRIES = 2048
const MOST_UNKNOWN_GRAFTS = 16
const MOST_CORRECTIONS = 64
/** A peer cannot keep us away for longer. */
const MOST_BACKOFF_MS = 3_600_000
/** No policy makes longer ones. */
const MOST_ID_BYTES = 1024
