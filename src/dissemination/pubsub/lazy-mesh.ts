import type { PeerId } from '../../core/env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import type { Announced } from './control.ts'
import type { MessageId, TopicMessage } from './messages.ts'
import { type Missing, MissingMessages } from './missing-messages.ts'
import type { Mesh, Router } from './router.ts'
import { MOST_BRINGERS } from './seen-messages.ts'

/** Timer kinds of {@link GossipSub}. */
export const TIMER = { heartbeat: 0, decay: 1, announce: 2, missing: 3 } as const

/**
 * Plumtree's rule over the links of a mesh (Leitão, Pereira, Rodrigues, SRDS 2007; compare the lazy mesh of gossipsub
 * v2.0, libp2p/specs#653): where a message comes twice the second link becomes lazy, and gets announcements; what was
 * announced and does not come is asked for, and its link is eager again. Without the mode `lazyMesh` it does nothing.
 */
export class LazyMesh implements Announced {
  readonly #router: Router
  readonly #missing = new MissingMessages()
  /** By peer and topic: what is to be announced. */
  readonly #announcements = new Map<PeerId, Map<string, MessageId[]>>()
  readonly #isOn: boolean

  constructor(router: Router) {
    this.#router = router
    this.#isOn = router.modes.lazyMesh
  }

  /** Messages that were announced and have not come. */
  get missing(): number {
    return this.#missing.size
  }

  /** Sends a message over the eager links of a mesh, and announces it over the lazy ones. @returns how many got it */
  send(mesh: Mesh, id: MessageId, message: TopicMessage, not: readonly PeerId[]): number {
    if (!this.#isOn) return this.#router.sendMessage(id, message, mesh.peers, not)
    const tree = mesh.links.treeOf(message.from)
    const eager: PeerId[] = []
    for (const peer of mesh.peers) {
      if (not.includes(peer)) continue
      if (mesh.links.isLazy(peer, tree)) this.#queue(peer, mesh.topic, id)
      else eager.push(peer)
    }
    return this.#router.sendMessage(id, message, eager)
  }

  /** A message has come for the first time, from a peer. */
  arrived(mesh: Mesh, id: MessageId, message: TopicMessage, from: PeerId): void {
    if (!this.#isOn) return
    const missing = this.#missing.remove(id)
    if (missing !== undefined) this.#router.env.clearTimer(missing.timer)
    if (mesh.peers.has(from)) mesh.links.makeEager(from, mesh.links.treeOf(message.from))
    const seen = this.#router.seen.get(id)
    for (const peer of missing?.announcers ?? []) {
      if (seen !== undefined && !seen.via.includes(peer)) seen.via.push(peer) // it had the message in time
    }
  }

  /** A message has come again. */
  cameAgain(mesh: Mesh, message: TopicMessage, from: PeerId): void {
    if (!this.#isOn || !mesh.peers.has(from)) return
    const tree = mesh.links.treeOf(message.from)
    if (!mesh.links.choke(from, tree)) return
    this.#router.counters.chokes++
    const choke = [{ topic: mesh.topic, trees: [tree] }]
    this.#router.send(from, { tag: PUBSUB_TAGS.rpc, control: { choke } })
  }

  expect(id: MessageId, topic: string, announcer: PeerId): boolean {
    if (!this.#isOn) return false
    if (this.#missing.addAnnouncer(id, announcer)) return true
    const { env, options } = this.#router
    this.#missing.add(id, topic, announcer, (key) => env.setTimer(options.fetchAfterMs, TIMER.missing, key))
    return true
  }

  know(id: MessageId, topic: string, announcer: PeerId): void {
    if (!this.#isOn || this.#router.meshes.get(topic)?.peers.has(announcer) !== true) return
    const seen = this.#router.seen.get(id)
    if (seen?.state !== 'accepted' || seen.via.includes(announcer) || seen.via.length >= MOST_BRINGERS) return
    seen.via.push(announcer)
    this.#router.scores.deliverAgain(announcer, topic, this.#router.env.now() - seen.acceptedAt)
  }

  /** The mesh has not brought a message: the first who announced it is to. */
  ask(key: number): void {
    const missing = this.#missing.at(key)
    if (missing === undefined) return
    const next = missing.announcers.shift()
    if (next === undefined)
      this.#missing.remove(missing.id) // the next announcement begins anew
    else this.#askOne(missing, key, next)
  }

  #askOne(missing: Missing, key: number, peer: PeerId): void {
    const { env, options, promises, counters, peers } = this.#router
    missing.timer = env.setTimer(options.fetchAgainMs, TIMER.missing, key)
    const state = peers.get(peer)
    if (state === undefined || state.asked >= options.mostIHaveIds) return
    state.asked++
    counters.iwants++
    promises.add(missing.id, peer, env.now() + options.followUpMs)
    this.#router.send(peer, { tag: PUBSUB_TAGS.rpc, control: { iwant: [{ ids: [missing.id] }] } })
  }

  /** Announcements to one peer share a message. */
  #queue(peer: PeerId, topic: string, id: MessageId): void {
    const { env, options } = this.#router
    if (this.#announcements.size === 0) env.setTimer(options.announceAfterMs, TIMER.announce, 0)
    const topics = this.#announcements.get(peer) ?? new Map<string, MessageId[]>()
    if (topics.size === 0) this.#announcements.set(peer, topics)
    const ids = topics.get(topic)
    if (ids === undefined) topics.set(topic, [id])
    else if (ids.length < options.mostIHaveIds) ids.push(id)
  }

  announce(): void {
    for (const [peer, topics] of this.#announcements) {
      if (this.#router.peers.get(peer) === undefined) continue
      this.#router.counters.ihaves += topics.size
      const ihave = Array.from(topics, ([topic, ids]) => ({ topic, ids }))
      this.#router.send(peer, { tag: PUBSUB_TAGS.rpc, control: { ihave } })
    }
    this.#announcements.clear()
  }
}
