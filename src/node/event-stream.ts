import type { NodeEvent } from './api.ts'
import { BoundedStream, type BoundedStreamOptions } from './bounded-stream.ts'

/** What an event stream may be told. */
export interface EventStreamOptions extends BoundedStreamOptions {
  /** Only these types; default all. A gap is always told. */
  readonly types?: readonly NodeEvent['type'][]
}

/** A bounded queue between a node and one reader: it never grows without end, and says what it had to drop. */
export class EventStream extends BoundedStream<NodeEvent> {
  readonly #types: ReadonlySet<string> | undefined
  #missed = 0
  #missedAt = 0

  constructor(options: EventStreamOptions, onEnd: (stream: EventStream) => void) {
    super(options, (ended) => onEnd(ended as EventStream))
    this.#types = options.types === undefined ? undefined : new Set(options.types)
  }

  override push(event: NodeEvent): void {
    if (this.#types?.has(event.type) !== false) super.push(event)
  }

  override next(): Promise<IteratorResult<NodeEvent>> {
    if (this.#missed === 0) return super.next()
    const gap: NodeEvent = { type: 'gap', at: this.#missedAt, missed: this.#missed }
    this.#missed = 0
    return Promise.resolve({ done: false, value: gap })
  }

  override return(): Promise<IteratorResult<NodeEvent>> {
    this.#missed = 0
    return super.return()
  }

  protected override onDropped(newest: NodeEvent): void {
    this.#missed++
    this.#missedAt = newest.at
  }
}
