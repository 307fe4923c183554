import type { PeerId } from '../../core/env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { correct } from './control.ts'
import type { LazyMesh } from './lazy-mesh.ts'
import type { MessagePolicy } from './message-policies.ts'
import type { MessageId, Rpc, TopicMessage } from './messages.ts'
import type { Mesh, Router } from './router.ts'
import { MOST_BRINGERS, type Seen } from './seen-messages.ts'
import { tellMessage } from './tell-message.ts'

/** What the application says of a message: pass it on; punish who sent it; neither. */
export type Verdict = 'accept' | 'reject' | 'ignore'

/** Judges messages of others; 'later' promises a call of {@link GossipSub.report}. */
export type Validate = (message: TopicMessage, id: MessageId, via: PeerId) => Verdict | 'later'

/** A message that waits for its verdict. */
interface Undecided {
  readonly message: TopicMessage
  readonly via: PeerId
}

/** Messages of others: judged, told to the application once, and passed on. */
export class Arrivals {
  readonly #router: Router
  readonly #lazy: LazyMesh
  readonly #policy: MessagePolicy
  readonly #validate: Validate | undefined
  readonly #undecided = new Map<MessageId, Undecided>()

  constructor(router: Router, lazy: LazyMesh, policy: MessagePolicy, validate: Validate | undefined) {
    this.#router = router
    this.#lazy = lazy
    this.#policy = policy
    this.#validate = validate
  }

  /** Messages that wait for their verdict. */
  get undecided(): number {
    return this.#undecided.size
  }

  /** The verdict on a message that was left for later. */
  report(id: MessageId, verdict: Verdict): void {
    const undecided = this.#undecided.get(id)
    const seen = this.#router.seen.get(id)
    this.#undecided.delete(id)
    if (undecided === undefined || seen === undefined) return
    this.#decide(id, undecided.message, undecided.via, seen, verdict)
  }

  /** A message of a topic, from a peer. */
  read(from: PeerId, message: TopicMessage): void {
    const { counters, meshes, options } = this.#router
    const { topic = '', data } = message
    counters.messagesReceived++
    const mesh = meshes.get(topic)
    if (mesh === undefined) return this.#onUnwanted(from, topic)
    if ((data?.length ?? 0) > options.mostMessageBytes) {
      counters.tooLarge++
      return this.#onInvalid(from, topic)
    }
    if (this.#policy.flawOf(message) !== undefined) return this.#onInvalid(from, topic)
    const id = this.#policy.idOf(message)
    const seen = this.#router.seen.get(id)
    if (seen === undefined) this.#onNew(from, mesh, id, message)
    else this.#onDuplicate(from, mesh, id, message, seen)
  }

  #onUnwanted(from: PeerId, topic: string): void {
    const peer = this.#router.peers.get(from)
    this.#router.counters.unwanted++
    if (peer !== undefined) correct(peer, topic, this.#router.options.mostTopicLength)
  }

  #onInvalid(from: PeerId, topic: string): void {
    this.#router.counters.invalid++
    this.#router.scores.deliverInvalid(from, topic)
  }

  #onNew(from: PeerId, mesh: Mesh, id: MessageId, message: TopicMessage): void {
    const { env, promises, options } = this.#router
    const seen = this.#router.seen.add(id, from, env.now())
    promises.keep(id)
    this.#lazy.arrived(mesh, id, message, from)
    if ((message.data?.length ?? 0) >= options.dontWantBytes) this.#tellDontWant(mesh, id, message, from)
    const verdict = this.#validate?.(message, id, from) ?? 'accept'
    if (verdict === 'later') this.#wait(id, message, from, seen)
    else this.#decide(id, message, from, seen, verdict)
  }

  /** A large message is here: the mesh may save its copies. */
  #tellDontWant(mesh: Mesh, id: MessageId, message: TopicMessage, from: PeerId): void {
    const rpc: Rpc = { tag: PUBSUB_TAGS.rpc, control: { dontWant: [{ ids: [id] }] } }
    const tree = mesh.links.treeOf(message.from)
    for (const peer of mesh.peers) {
      if (peer === from || (this.#router.modes.lazyMesh && mesh.links.isLazy(peer, tree))) continue
      this.#router.counters.dontWants++
      this.#router.send(peer, rpc)
    }
  }

  #wait(id: MessageId, message: TopicMessage, via: PeerId, seen: Seen): void {
    if (this.#undecided.size < this.#router.options.mostUndecided) {
      this.#undecided.set(id, { message, via })
      return
    }
    this.#router.counters.throttled++
    seen.state = 'ignored'
  }

  #onDuplicate(from: PeerId, mesh: Mesh, id: MessageId, message: TopicMessage, seen: Seen): void {
    const { counters, cache, env, scores } = this.#router
    counters.duplicates++
    const kept = cache.get(id)
    if (kept !== undefined && !looksEqual(kept.data, message.data)) counters.conflicts++ // whose fault cannot be told
    if (seen.via[0] !== from) this.#lazy.cameAgain(mesh, message, from)
    if (seen.state === 'rejected') return this.#onInvalid(from, mesh.topic)
    if (seen.via.includes(from) || seen.via.length >= MOST_BRINGERS) return
    seen.via.push(from)
    if (seen.state === 'accepted') scores.deliverAgain(from, mesh.topic, env.now() - seen.acceptedAt)
  }

  #decide(id: MessageId, message: TopicMessage, via: PeerId, seen: Seen, verdict: Verdict): void {
    const { env, scores } = this.#router
    const topic = message.topic ?? ''
    if (verdict === 'ignore') seen.state = 'ignored'
    else if (verdict === 'reject') {
      seen.state = 'rejected'
      for (const peer of seen.via) this.#onInvalid(peer, topic)
    } else {
      seen.state = 'accepted'
      seen.acceptedAt = env.now()
      scores.deliverFirst(via, topic)
      for (const peer of seen.via) if (peer !== via) scores.deliverAgain(peer, topic, 0)
      this.#accept(id, message, via, seen.via)
    }
  }

  #accept(id: MessageId, message: TopicMessage, via: PeerId, not: readonly PeerId[]): void {
    const { cache, meshes, modes } = this.#router
    const next = modes.countsHops ? { ...message, hops: (message.hops ?? 0) + 1 } : message
    cache.put(id, next)
    const mesh = meshes.get(message.topic ?? '')
    if (mesh === undefined) return
    this.#lazy.send(mesh, id, next, not)
    tellMessage(this.#router, id, message, via)
  }
}

/** Whether two bodies are equal as far as a look tells: their lengths and first bytes. */
function looksEqual(a: Uint8Array = EMPTY, b: Uint8Array = EMPTY): boolean {
  if (a === b) return true
  return a.length === b.length && a.subarray(0, LOOK).every((byte, i) => byte === b[i])
}

const EMPTY = new Uint8Array(0)
const LOOK = 256
