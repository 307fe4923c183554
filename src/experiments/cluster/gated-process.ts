import type { Channel, Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'

/**
 * Which loop of the process a timer belongs to. A loop that has to send while the gate is shut stands until it opens,
 * as a thread does that blocks in a send; timers of other loops go on.
 */
export type LoopOf = (timerKind: number) => number

/** Every timer is a loop that never stands: only mail is held. */
export const NO_LOOPS: LoopOf = () => -1

/**
 * A process whose mail can be held: while its gate is shut, nothing that arrives is handled and nothing that it sends
 * leaves; all of it happens when the gate opens. Unlike a paused node of the simulator its clock and its timers go on,
 * as they do in a process whose threads are blocked around sending and receiving.
 */
export class GatedProcess<L extends Layer = Layer> implements Layer {
  readonly inner: L
  readonly #loopOf: LoopOf
  readonly #outside: GatedEnv
  readonly #standing = new Set<number>()
  #lateTimers: (() => void)[] = []
  #inbox: (() => void)[] = []

  constructor(env: Env, make: (env: Env) => L, loopOf: LoopOf = NO_LOOPS) {
    this.#outside = new GatedEnv(env)
    this.#loopOf = loopOf
    this.inner = make(this.#outside)
  }

  get isShut(): boolean {
    return this.#outside.isShut
  }

  shut(): void {
    this.#outside.isShut = true
  }

  /** What it wanted to send leaves first, then loops that stood go on, then it reads what arrived. */
  open(): void {
    if (!this.isShut) return
    this.#outside.release()
    this.#standing.clear()
    const late = [...this.#lateTimers, ...this.#inbox]
    this.#lateTimers = []
    this.#inbox = []
    for (const handle of late) handle()
  }

  start(): void {
    this.inner.start()
  }

  onMessage(from: PeerId, message: Message): void {
    if (this.isShut) this.#inbox.push(() => this.inner.onMessage(from, message))
    else this.inner.onMessage(from, message)
  }

  onEvent(event: Event): void {
    if (this.isShut) this.#inbox.push(() => this.inner.onEvent(event))
    else this.inner.onEvent(event)
  }

  onTimer(kind: number, key: number): void {
    if (!this.isShut) return this.inner.onTimer(kind, key)
    const loop = this.#loopOf(kind)
    if (this.#standing.has(loop)) {
      this.#lateTimers.push(() => this.inner.onTimer(kind, key))
      return
    }
    const before = this.#outside.held
    this.inner.onTimer(kind, key)
    if (loop >= 0 && this.#outside.held > before) this.#standing.add(loop)
  }
}

/** The world of a gated process: what it sends waits while the gate is shut. */
class GatedEnv implements Env {
  readonly self: PeerId
  readonly packetBudget: number
  isShut = false
  readonly #env: Env
  #outbox: (() => void)[] = []

  constructor(env: Env) {
    this.#env = env
    this.self = env.self
    this.packetBudget = env.packetBudget
  }

  /** Messages that wait. */
  get held(): number {
    return this.#outbox.length
  }

  release(): void {
    this.isShut = false
    const outbox = this.#outbox
    this.#outbox = []
    for (const send of outbox) send()
  }

  now(): number {
    return this.#env.now()
  }

  random(): number {
    return this.#env.random()
  }

  sizeOf(message: Message): number {
    return this.#env.sizeOf(message)
  }

  send(to: PeerId, message: Message, channel: Channel): void {
    if (this.isShut) this.#outbox.push(() => this.#env.send(to, message, channel))
    else this.#env.send(to, message, channel)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#env.setTimer(delayMs, kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#env.clearTimer(timer)
  }

  emit(event: Event): void {
    this.#env.emit(event)
  }
}
