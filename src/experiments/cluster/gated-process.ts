import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import type { Gate } from './gate.ts'
import { GatedEnv } from './gated-env.ts'

/**
 * A process whose mail can be held: while its gate is shut, nothing that arrives is handled and nothing that it sends
 * leaves; all of it happens when the gate opens. Unlike a paused node of the simulator its clock and its timers go on.
 */
export class GatedProcess<L extends Layer = Layer> implements Layer, Gate {
  readonly inner: L
  readonly #outside: GatedEnv
  #outbox: (() => void)[] = []
  #inbox: (() => void)[] = []

  constructor(env: Env, make: (env: Env) => L) {
    this.#outside = new GatedEnv(env, (send) => this.#outbox.push(send))
    this.inner = make(this.#outside)
  }

  shut(): void {
    this.#outside.isShut = true
  }

  /** What it wanted to send leaves first, then it reads what arrived. */
  open(): void {
    this.#outside.isShut = false
    const late = [...this.#outbox, ...this.#inbox]
    this.#outbox = []
    this.#inbox = []
    for (const act of late) act()
  }

  start(): void {
    this.inner.start()
  }

  onMessage(from: PeerId, message: Message): void {
    this.#hear(() => this.inner.onMessage(from, message))
  }

  onEvent(event: Event): void {
    this.#hear(() => this.inner.onEvent(event))
  }

  onTimer(kind: number, key: number): void {
    this.inner.onTimer(kind, key)
  }

  #hear(handle: () => void): void {
    if (this.#outside.isShut) this.#inbox.push(handle)
    else handle()
  }
}
