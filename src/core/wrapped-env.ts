import type { Channel, Env, PeerId, TimerId } from './env.ts'
import type { Event } from './event.ts'
import type { Message } from './message.ts'

/** Another environment as it is: the beginning of one that differs from it in a few methods. */
export class WrappedEnv implements Env {
  readonly self: PeerId
  readonly #outer: Env

  constructor(outer: Env) {
    this.#outer = outer
    this.self = outer.self
  }

  get packetBudget(): number {
    return this.#outer.packetBudget
  }

  now(): number {
    return this.#outer.now()
  }

  random(): number {
    return this.#outer.random()
  }

  sizeOf(message: Message): number {
    return this.#outer.sizeOf(message)
  }

  send(to: PeerId, message: Message, channel: Channel): void {
    this.#outer.send(to, message, channel)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#outer.setTimer(delayMs, kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#outer.clearTimer(timer)
  }

  emit(event: Event): void {
    this.#outer.emit(event)
  }
}
