import { utf8Length } from '../base/utf8.ts'
import type { Event } from '../core/event.ts'
import { hasFeature } from '../core/features.ts'
import type { NeighbourEvent } from '../core/ports.ts'
import type { Stack } from '../core/stack.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS, REPAIR_TAGS } from '../core/tags.ts'
import {
  DeliveryOrder,
  Plumtree,
  type PlumtreeOptions,
  type PostEvent,
  type OrderName,
  type PostRef,
  Repair,
  type RepairEvent,
  type RepairOptions,
} from '../dissemination/index.ts'
import { HyParView, type HyParViewOptions, Participants } from '../sampling/index.ts'
import { HearsayError } from './errors.ts'
import type { Runtime } from './runtime.ts'
import { idOf, Topic, type TopicHost } from './topic.ts'
import type { BroadcastStats, Published, ReadyOptions, TopicMessage, TopicOptions } from './topic-api.ts'

/** Bytes of one message: with all that is added to it, it fits into one packet of a link. */
export const PAYLOAD_LIMIT = 61_440
/** Bytes of a topic's name in UTF-8. */
const TOPIC_LIMIT = 128
/** The topic of broadcasts has no name that a user could give. */
const EVERYBODY = ''

/** Neighbours enough for a tree of few levels: each costs a connection, and of announcements there are few. */
const OVERLAY: Partial<HyParViewOptions> = { activeSize: 16, passiveSize: 48 }
/** What the tree misses is repaired, so it keeps little, and announces only what mends it. */
const TREE: Partial<PlumtreeOptions> = {
  channel: 'link',
  announces: 'few',
  rememberMs: 30_000,
  mostKeptBytes: 4 * 1024 * 1024,
}

/** What broadcasts tell their node. */
export interface BroadcastListener {
  onBroadcast(message: TopicMessage): void
}

/**
 * Broadcasts and topics of a node: an overlay (HyParView) among the members that take part, a tree on it (Plumtree), and
 * repair of what the tree misses.
 */
export class Broadcasts implements TopicHost {
  readonly #runtime: Runtime
  readonly #listener: BroadcastListener
  readonly #overlay: HyParView
  readonly #tree: Plumtree
  readonly #repair: Repair
  readonly #topics = new Map<string, Set<Topic>>()
  readonly #everybody: Topic
  readonly #waiting = new Set<() => void>()
  #isClosed = false

  constructor(
    stack: Stack,
    name: string,
    runtime: Runtime,
    options: Partial<RepairOptions>,
    listener: BroadcastListener,
  ) {
    this.#runtime = runtime
    this.#listener = listener
    const participants = stack.add({}, (env) => new Participants(env, (member) => hasFeature(member, 'broadcasts')))
    this.#overlay = stack.add(HYPARVIEW_TAGS, (env) => new HyParView(env, OVERLAY, participants))
    this.#tree = stack.add(PLUMTREE_TAGS, (env) => new Plumtree(env, this.#overlay, TREE))
    this.#repair = stack.add(REPAIR_TAGS, (env) => new Repair(env, name, this.#tree, participants, options))
    this.#everybody = this.#open(EVERYBODY, {})
    this.#everybody.on('message', (message) => this.#listener.onBroadcast(message))
  }

  stats(): BroadcastStats {
    const { payloads, duplicates, announcements } = this.#tree.counters
    const { delivered, repaired, duplicates: again, lost } = this.#repair.counters
    return {
      neighbours: this.neighbours,
      sent: payloads,
      delivered,
      duplicates: duplicates + again,
      announced: announcements,
      repaired,
      lost,
      keptBytes: this.#repair.keptBytes,
    }
  }

  /** Neighbours in the overlay. */
  get neighbours(): number {
    return this.#overlay.neighbours.length
  }

  /** @throws HearsayError ERR_TOO_LARGE, ERR_CLOSED */
  broadcast(payload: string | Uint8Array): Promise<Published> {
    return this.#everybody.publish(payload)
  }

  /** @throws HearsayError ERR_BAD_OPTION for a name of no or too many bytes or an unknown order, ERR_CLOSED, ERR_ABORTED */
  topic(name: string, options: TopicOptions): Topic {
    const length = utf8Length(name)
    if (length < 1 || length > TOPIC_LIMIT) {
      throw new HearsayError(
        'ERR_BAD_OPTION',
        `a topic's name takes ${length} bytes, but must take 1 to ${TOPIC_LIMIT}`,
      )
    }
    this.#assertOpen()
    if (options.signal?.aborted === true) throw new HearsayError('ERR_ABORTED', `topic "${name}" was aborted already`)
    return this.#open(name, options)
  }

  async publish(name: string, payload: Uint8Array, after: readonly PostRef[]): Promise<Published> {
    this.#assertOpen()
    if (payload.length > PAYLOAD_LIMIT) {
      const advice = 'send a reference to the data, or its parts'
      const message = `a message of ${payload.length} bytes is over the limit of ${PAYLOAD_LIMIT}: ${advice}`
      throw new HearsayError('ERR_TOO_LARGE', message)
    }
    const sentTo = this.#tree.eager.size
    const ref = this.#runtime.run(() => this.#repair.publish(name, payload, after))
    await this.#runtime.drained()
    return { id: idOf(ref), sequence: ref.sequence, sentTo }
  }

  async ready({ minPeers = 1, signal }: ReadyOptions): Promise<void> {
    while (!(this.#repair.isReady && this.neighbours >= minPeers)) {
      if (signal?.aborted === true) throw new HearsayError('ERR_ABORTED', 'waiting for peers was aborted')
      this.#assertOpen()
      await this.#change(signal)
    }
  }

  closeTopic(topic: Topic): void {
    const open = this.#topics.get(topic.name)
    open?.delete(topic)
    if (open?.size === 0) this.#topics.delete(topic.name)
  }

  /** Tells the neighbours that this node goes. */
  leave(): void {
    this.#overlay.leave()
  }

  close(): void {
    this.#isClosed = true
    for (const open of [...this.#topics.values()]) for (const topic of [...open]) topic.close()
    this.#wake()
  }

  /** A fact from the stack: what concerns broadcasts is dealt with. */
  onEvent(event: Event): void {
    const fact = event as RepairEvent | NeighbourEvent
    if (fact.type === 'post') this.#onPost(fact)
    else if (fact.type === 'post-gap') for (const topic of this.#topics.get(fact.topic) ?? []) topic.take(fact)
    else if (fact.type === 'repair-ready' || fact.type === 'neighbour') this.#wake()
  }

  wallClock(): number {
    return this.#runtime.wallClock()
  }

  #open(name: string, options: TopicOptions): Topic {
    const order = checkOrder(options.order ?? 'sender')
    const held = order === 'none' ? undefined : new DeliveryOrder(order, this.#repair.begin(name))
    const topic = new Topic(this, name, this.#repair.origin, options, held)
    const open = this.#topics.get(name) ?? new Set()
    this.#topics.set(name, open.add(topic))
    return topic
  }

  #onPost(event: PostEvent): void {
    for (const topic of this.#topics.get(event.post.topic) ?? []) topic.take(event)
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new HearsayError('ERR_CLOSED', 'the node is closed')
  }

  /** Resolves when something has changed that may have been waited for. */
  #change(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal?.removeEventListener('abort', go)
        this.#waiting.delete(go)
        resolve()
      }
      this.#waiting.add(go)
      signal?.addEventListener('abort', go, { once: true })
    })
  }

  #wake(): void {
    for (const go of [...this.#waiting]) go()
  }
}

const ORDERS: readonly OrderName[] = ['none', 'sender', 'causal']

function checkOrder(order: OrderName): OrderName {
  if (ORDERS.includes(order)) return order
  throw new HearsayError('ERR_BAD_OPTION', `order is "${order}", but must be one of ${ORDERS.join(', ')}`)
}
