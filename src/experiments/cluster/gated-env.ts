import type { Channel, Env, PeerId, TimerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'

/** Keeps what is to be sent later. */
export type Hold = (send: () => void, channel: Channel) => void

/** How long a timer takes that is set for a delay. */
export type Delay = (delayMs: number, timerKind: number) => number

/** The world of a process behind a gate: what it sends while the gate is shut is handed over to be sent later. */
export class GatedEnv extends WrappedEnv {
  isShut = false
  readonly #hold: Hold
  readonly #delay: Delay

  constructor(env: Env, hold: Hold, delay: Delay = (delayMs) => delayMs) {
    super(env)
    this.#hold = hold
    this.#delay = delay
  }

  override send(to: PeerId, message: Message, channel: Channel): void {
    if (this.isShut) this.#hold(() => super.send(to, message, channel), channel)
    else super.send(to, message, channel)
  }

  override setTimer(delayMs: number, kind: number, key: number): TimerId {
    return super.setTimer(this.#delay(delayMs, kind), kind, key)
  }
}
