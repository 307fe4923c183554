/** What a bounded stream may be told. */
export interface BoundedStreamOptions {
  /** Ends the iteration. */
  readonly signal?: AbortSignal
  /** Items that may wait for the reader; beyond, the oldest give way. Default 1024. */
  readonly limit?: number
}

const DEFAULT_LIMIT = 1024

/** A queue between a node and one reader, which never grows without end: of what the reader is too slow for, the oldest gives way. */
export class BoundedStream<T> implements AsyncIterableIterator<T> {
  readonly #limit: number
  readonly #onEnd: (stream: BoundedStream<T>) => void
  readonly #signal: AbortSignal | undefined
  readonly #onAbort: () => void = () => this.end()
  readonly #queue: T[] = []
  readonly #waiting: ((result: IteratorResult<T>) => void)[] = []
  #isEnded = false

  constructor(options: BoundedStreamOptions, onEnd: (stream: BoundedStream<T>) => void) {
    this.#limit = Math.max(1, options.limit ?? DEFAULT_LIMIT)
    this.#onEnd = onEnd
    this.#signal = options.signal
    if (options.signal?.aborted === true) this.end()
    else options.signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  push(item: T): void {
    if (this.#isEnded) return
    const reader = this.#waiting.shift()
    if (reader !== undefined) {
      reader({ done: false, value: item })
      return
    }
    if (this.#queue.length >= this.#limit) {
      this.#queue.shift()
      this.onDropped(item)
    }
    this.#queue.push(item)
  }

  /** Lets the reader have what waits, then ends. */
  end(): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.#signal?.removeEventListener('abort', this.#onAbort) // it may outlive many streams
    for (const reader of this.#waiting.splice(0)) reader({ done: true, value: undefined })
    this.#onEnd(this)
  }

  next(): Promise<IteratorResult<T>> {
    const item = this.#queue.shift()
    if (item !== undefined) return Promise.resolve({ done: false, value: item })
    if (this.#isEnded) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  return(): Promise<IteratorResult<T>> {
    this.#queue.length = 0
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  /** The oldest item gave way to a new one. */
  protected onDropped(_newest: T): void {}
}
