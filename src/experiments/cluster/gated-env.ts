import type { Channel, Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'

/** Keeps what is to be sent later. */
export type Hold = (send: () => void, channel: Channel) => void

/** How long a timer takes that is set for a delay. */
export type Delay = (delayMs: number, timerKind: number) => number

/** The world of a process behind a gate: what it sends while the gate is shut is handed over to be sent later. */
export class GatedEnv implements Env {
  readonly self: PeerId
  readonly packetBudget: number
  isShut = false
  readonly #env: Env
  readonly #hold: Hold
  readonly #delay: Delay

  constructor(env: Env, hold: Hold, delay: Delay = (delayMs) => delayMs) {
    this.#env = env
    this.#hold = hold
    this.#delay = delay
    this.self = env.self
    this.packetBudget = env.packetBudget
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
    if (this.isShut) this.#hold(() => this.#env.send(to, message, channel), channel)
    else this.#env.send(to, message, channel)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#env.setTimer(this.#delay(delayMs, kind), kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#env.clearTimer(timer)
  }

  emit(event: Event): void {
    this.#env.emit(event)
  }
}
