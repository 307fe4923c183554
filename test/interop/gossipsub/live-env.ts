import { Rng } from '../../../src/base/rng.ts'
import type { Channel, Env, PeerId, TimerId } from '../../../src/core/env.ts'
import type { Event } from '../../../src/core/event.ts'
import type { Layer } from '../../../src/core/layer.ts'
import type { Message } from '../../../src/core/message.ts'

/** A layer's world in real time, over whatever carries its messages. */
export class LiveEnv implements Env {
  readonly self: PeerId = 0 as PeerId
  readonly packetBudget: number = Number.MAX_SAFE_INTEGER
  layer: Layer | undefined
  readonly #rng: Rng
  readonly #carry: (to: PeerId, message: Message) => void
  readonly #tell: (event: Event) => void
  readonly #timers = new Map<TimerId, NodeJS.Timeout>()
  #lastTimer = 0

  constructor(seed: number, carry: (to: PeerId, message: Message) => void, tell: (event: Event) => void) {
    this.#rng = new Rng(seed)
    this.#carry = carry
    this.#tell = tell
  }

  now(): number {
    return performance.now()
  }

  random(): number {
    return this.#rng.next()
  }

  /** Nothing is too large for a stream. */
  sizeOf(): number {
    return 0
  }

  send(to: PeerId, message: Message, _channel: Channel): void {
    this.#carry(to, message)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    const id = ++this.#lastTimer
    const fire = (): void => {
      this.#timers.delete(id)
      this.layer?.onTimer(kind, key)
    }
    this.#timers.set(id, setTimeout(fire, delayMs))
    return id
  }

  clearTimer(timer: TimerId): void {
    clearTimeout(this.#timers.get(timer))
    this.#timers.delete(timer)
  }

  emit(event: Event): void {
    this.#tell(event)
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
