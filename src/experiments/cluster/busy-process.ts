import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'

/**
 * A process that gets too little of its processor: what it is sent waits in one queue, first come first served, and each
 * message takes a fixed time. Its time-outs go on. With a time of 0 it is like any other process.
 */
export class BusyProcess implements Layer {
  /** How long each message takes, ms. */
  serviceMs = 0
  readonly #env: Env
  readonly #inner: Layer
  readonly #queue: (() => void)[] = []

  constructor(env: Env, make: (env: Env) => Layer) {
    this.#env = env
    this.#inner = make(env)
  }

  start(): void {
    this.#inner.start()
  }

  onMessage(from: PeerId, message: Message): void {
    this.#serve(() => this.#inner.onMessage(from, message))
  }

  onEvent(event: Event): void {
    this.#inner.onEvent(event)
  }

  onTimer(kind: number, key: number): void {
    if (kind === SERVED) this.#finish()
    else this.#inner.onTimer(kind, key)
  }

  #serve(handle: () => void): void {
    if (this.serviceMs === 0 && this.#queue.length === 0) return handle()
    this.#queue.push(handle)
    if (this.#queue.length === 1) this.#begin()
  }

  #begin(): void {
    this.#env.setTimer(this.serviceMs, SERVED, 0)
  }

  #finish(): void {
    this.#queue.shift()?.()
    if (this.#queue.length > 0) this.#begin()
  }
}

/** A timer kind that no stack has: it would be that of a 256th layer. */
const SERVED = 0xffff
