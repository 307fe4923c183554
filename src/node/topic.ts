import { EventEmitter } from 'node:events'
import { encodeUtf8 } from '../base/utf8.ts'
import type { DeliveryOrder, PostEvent, PostGapEvent, PostRef } from '../dissemination/index.ts'
import { BoundedStream, type BoundedStreamOptions } from './bounded-stream.ts'
import { safely } from './safely.ts'
import type { Published, ReadyOptions, TopicEvents, TopicGap, TopicMessage, TopicOptions } from './topic-api.ts'

/** What a topic needs of its node. */
export interface TopicHost {
  wallClock(): number
  /** @throws HearsayError */
  publish(topic: string, payload: Uint8Array, after: readonly PostRef[]): Promise<Published>
  ready(options: ReadyOptions): Promise<void>
  closeTopic(topic: Topic): void
}

/**
 * A subscription to a topic, and the way to publish on it. Every reader (`for await`) and every listener of `message` is
 * given each message once.
 */
export class Topic extends EventEmitter<TopicEvents> implements AsyncIterable<TopicMessage>, Disposable {
  readonly name: string
  readonly #host: TopicHost
  readonly #options: TopicOptions
  readonly #order: DeliveryOrder | undefined
  readonly #self: number
  readonly #readers = new Set<BoundedStream<TopicMessage>>()
  /** By author: the last of its posts that were handed out here since we published; kept if order is causal. */
  readonly #news = new Map<number, number>()
  readonly #close = (): void => this.close()
  #isClosed = false

  /**
   * @internal use `node.topic`
   * @param self this node, as an author
   */
  constructor(host: TopicHost, name: string, self: number, options: TopicOptions, order: DeliveryOrder | undefined) {
    super()
    this.#host = host
    this.name = name
    this.#self = self
    this.#options = options
    this.#order = order
    options.signal?.addEventListener('abort', this.#close, { once: true })
  }

  /** Whether nothing is handed out any more. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /**
   * Publishes to every member that takes part in broadcasts and has the topic. Resolves when the message is on its way,
   * later if this node's links are full.
   * @throws HearsayError ERR_TOO_LARGE, ERR_CLOSED
   */
  publish(payload: string | Uint8Array): Promise<Published> {
    const bytes = typeof payload === 'string' ? encodeUtf8(payload) : payload.slice()
    return this.#host.publish(this.name, bytes, this.#takeNews())
  }

  /**
   * Waits until there is somebody to publish to, and until this node counts what it misses.
   * @throws HearsayError ERR_ABORTED, ERR_CLOSED
   */
  ready(options: ReadyOptions = {}): Promise<void> {
    return this.#host.ready(options)
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<TopicMessage> {
    return this.messages()
  }

  /** Messages from now on. Ends with the topic or the signal. */
  messages(options: BoundedStreamOptions = {}): AsyncIterableIterator<TopicMessage> {
    const limit = options.limit ?? this.#options.limit
    const reader = new TopicReader({ ...options, ...(limit === undefined ? {} : { limit }) }, this, (ended) =>
      this.#readers.delete(ended),
    )
    if (this.#isClosed) reader.end()
    else if (!reader.isEnded) this.#readers.add(reader)
    return reader
  }

  /** Ends the subscription. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#options.signal?.removeEventListener('abort', this.#close)
    for (const reader of [...this.#readers]) reader.end()
    this.#host.closeTopic(this)
  }

  [Symbol.dispose](): void {
    this.close()
  }

  /** @internal a post of the topic has arrived, or will not come */
  take(arrival: PostEvent | PostGapEvent): void {
    const released = this.#order === undefined ? [arrival] : this.#order.take(arrival)
    for (const next of released) {
      if (next.type === 'post') this.#handOut(next)
      else this.tell({ topic: this.name, from: next.author, missed: next.last - next.first + 1, reason: 'lost' })
    }
  }

  /** @internal */
  tell(gap: TopicGap): void {
    safely(() => this.emit('gap', gap))
  }

  #handOut({ post, hops }: PostEvent): void {
    const { origin, sequence, author, body } = post
    const isOwn = origin === this.#self
    if (!isOwn && this.#options.order === 'causal') this.#note(post)
    if (isOwn && this.#options.own === false) return
    const message: TopicMessage = {
      id: idOf(post),
      topic: this.name,
      payload: body,
      from: author,
      sequence,
      hops,
      at: this.#host.wallClock(),
    }
    for (const reader of this.#readers) reader.push(message)
    safely(() => this.emit('message', message))
  }

  /** The latest news last: of too many, the oldest are not named. */
  #note({ origin, sequence }: PostRef): void {
    this.#news.delete(origin)
    this.#news.set(origin, sequence)
  }

  #takeNews(): PostRef[] {
    const news = [...this.#news].map(([origin, sequence]) => ({ origin, sequence }))
    this.#news.clear()
    return news
  }
}

/** The id of a post, for programs and people. */
export function idOf({ origin, sequence }: PostRef): string {
  return `${origin.toString(16).padStart(12, '0')}-${sequence}`
}

/** One reader of a topic. What it was too slow for is told as a gap. */
class TopicReader extends BoundedStream<TopicMessage> {
  readonly #topic: Topic

  constructor(options: BoundedStreamOptions, topic: Topic, onEnd: (reader: BoundedStream<TopicMessage>) => void) {
    super(options, onEnd)
    this.#topic = topic
  }

  protected override onDropped(): void {
    this.#topic.tell({ topic: this.#topic.name, from: undefined, missed: 1, reason: 'slow' })
  }
}
