import { drawn } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { Published } from '../../core/ports.ts'
import type { LazyMesh } from './lazy-mesh.ts'
import type { MessagePolicy } from './message-policies.ts'
import type { MessageId, TopicMessage } from './messages.ts'
import { PubSubError } from './pubsub-error.ts'
import type { Router } from './router.ts'
import { tellMessage } from './tell-message.ts'

/** Messages of our own. */
export class Publisher {
  readonly #router: Router
  readonly #lazy: LazyMesh
  readonly #policy: MessagePolicy
  /** Drawn with the first message: a restarted author must not count anew. */
  #seqnoHigh: number | undefined
  #seqnoLow = 0

  constructor(router: Router, lazy: LazyMesh, policy: MessagePolicy) {
    this.#router = router
    this.#lazy = lazy
    this.#policy = policy
  }

  /** @throws PubSubError */
  publish(topic: string, data: Uint8Array): Published {
    this.checkTopic(topic)
    this.#checkData(data)
    const { env, seen, cache, counters, held, modes } = this.#router
    const composed = this.#policy.compose(topic, data, this.#nextSeqno())
    const message = modes.countsHops ? { ...composed, hops: 1 } : composed
    const id = this.#policy.idOf(message)
    if (seen.get(id) !== undefined) return { id, sentTo: 0, isHeld: false } // everybody gets it already
    seen.add(id, env.self, env.now()).state = 'accepted'
    cache.put(id, message)
    const sentTo = this.#spread(id, message, topic)
    const isHeld = sentTo === 0 && held.hold(message, env.now())
    if (isHeld) counters.held++
    if (modes.tellsOwn && this.#router.meshes.has(topic)) tellMessage(this.#router, id, composed, env.self)
    return { id, sentTo, isHeld }
  }

  /** @throws PubSubError for a name that is too long */
  checkTopic(topic: string): void {
    const { mostTopicLength } = this.#router.options
    if (topic.length <= mostTopicLength) return
    throw new PubSubError(`a topic of ${topic.length} characters: pubsub.mostTopicLength is ${mostTopicLength}`)
  }

  #checkData(data: Uint8Array): void {
    const { mostMessageBytes } = this.#router.options
    if (data.length <= mostMessageBytes) return
    throw new PubSubError(`a message of ${data.length} bytes: pubsub.mostMessageBytes is ${mostMessageBytes}`)
  }

  /** Own messages go to all peers of the topic, or to the mesh, or to a fan-out. @returns how many got it */
  #spread(id: MessageId, message: TopicMessage, topic: string): number {
    const { modes, thresholds, peers, scoreOf, meshes } = this.#router
    const mesh = meshes.get(topic)
    const isGood = (peer: PeerId): boolean => scoreOf(peer) >= thresholds.publishThreshold
    if (modes.floodPublish && !modes.lazyMesh) {
      return this.#router.sendMessage(id, message, [...peers.of(topic)].filter(isGood))
    }
    if (mesh !== undefined && mesh.peers.size > 0) return this.#lazy.send(mesh, id, message, [])
    return this.#router.sendMessage(id, message, this.#fanoutOf(topic, isGood))
  }

  #fanoutOf(topic: string, isGood: (peer: PeerId) => boolean): Iterable<PeerId> {
    const { fanouts, peers, options, random, env, meshes } = this.#router
    const known = fanouts.get(topic)
    if (known !== undefined && known.peers.size > 0) {
      known.publishedAt = env.now()
      return known.peers
    }
    const chosen = new Set(drawn([...peers.of(topic)].filter(isGood), options.d, random))
    if (!meshes.has(topic) && fanouts.size < MOST_FANOUTS) fanouts.set(topic, { peers: chosen, publishedAt: env.now() })
    return chosen
  }

  #nextSeqno(): Uint8Array {
    this.#seqnoHigh ??= this.#router.env.random()
    this.#seqnoLow = (this.#seqnoLow + 1) >>> 0
    if (this.#seqnoLow === 0) this.#seqnoHigh = (this.#seqnoHigh + 1) >>> 0
    const seqno = new DataView(new ArrayBuffer(8))
    seqno.setUint32(0, this.#seqnoHigh)
    seqno.setUint32(4, this.#seqnoLow)
    return new Uint8Array(seqno.buffer)
  }
}

/** Topics that are only published to. */
const MOST_FANOUTS = 4096
