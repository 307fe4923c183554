import type { NodeEvent } from './api.ts'

/** Events that a slow reader may have waiting. */
const DEFAULT_LIMIT = 1024

/** What an event stream may be told. */
export interface EventStreamOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal
  /** Only these types; default all. A gap is always told. */
  readonly types?: readonly NodeEvent['type'][]
  /** Events that may wait for the reader; beyond, the oldest give way to one `gap`. Default 1024. */
  readonly limit?: number
}

/** A bounded queue between a node and one reader: it never grows without end, and says what it had to drop. */
export class EventStream implements AsyncIterableIterator<NodeEvent> {
  readonly #limit: number
  readonly #types: ReadonlySet<string> | undefined
  readonly #onEnd: (stream: EventStream) => void
  readonly #signal: AbortSignal | undefined
  readonly #onAbort: () => void = () => this.end()
  readonly #queue: NodeEvent[] = []
  readonly #waiting: ((result: IteratorResult<NodeEvent>) => void)[] = []
  #missed = 0
  #missedAt = 0
  #isEnded = false

  constructor(options: EventStreamOptions, onEnd: (stream: EventStream) => void) {
    this.#limit = Math.max(1, options.limit ?? DEFAULT_LIMIT)
    this.#types = options.types === undefined ? undefined : new Set(options.types)
    this.#onEnd = onEnd
    this.#signal = options.signal
    if (options.signal?.aborted === true) this.end()
    else options.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  push(event: NodeEvent): void {
    if (this.#isEnded || this.#types?.has(event.type) === false) return
    const reader = this.#waiting.shift()
    if (reader !== undefined) {
      reader({ done: false, value: event })
      return
    }
    if (this.#queue.length >= this.#limit) {
      this.#queue.shift()
      this.#missed++
      this.#missedAt = event.at
    }
    this.#queue.push(event)
  }

  /** Lets the reader have what waits, then ends. */
  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#signal?.removeEventListener('abort', this.#onAbort) // it may outlive many streams
    for (const reader of this.#waiting.splice(0)) reader({ done: true, value: undefined })
    this.#onEnd(this)
  }

  next(): Promise<IteratorResult<NodeEvent>> {
    if (this.#missed > 0) {
      const gap: NodeEvent = { type: 'gap', at: this.#missedAt, missed: this.#missed }
      this.#missed = 0
      return Promise.resolve({ done: false, value: gap })
    }
    const event = this.#queue.shift()
    if (event !== undefined) return Promise.resolve({ done: false, value: event })
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  return(): Promise<IteratorResult<NodeEvent>> {
    this.#queue.length = 0
    this.#missed = 0
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
