import { randomBytes } from 'node:crypto'
import { Rng } from '../../base/rng.ts'
import type { Env, PeerId, TimerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { writePeerMessage } from '../../maelstrom/index.ts'
import type { WheelDriver } from '../../node/wheel-driver.ts'

/** The environment of a node whose network is Maelstrom's: lines on standard input and output. */
export class StdioEnv implements Env {
  readonly self: PeerId
  readonly packetBudget: number = Number.MAX_SAFE_INTEGER
  readonly #driver: WheelDriver
  readonly #sendLine: (to: PeerId, message: Message) => void
  readonly #rng = new Rng(randomBytes(6).readUIntBE(0, 6))

  constructor(self: PeerId, driver: WheelDriver, sendLine: (to: PeerId, message: Message) => void) {
    this.self = self
    this.#driver = driver
    this.#sendLine = sendLine
  }

  now(): number {
    return this.#driver.now()
  }

  random(): number {
    return this.#rng.next()
  }

  sizeOf(message: Message): number {
    return writePeerMessage(message).length
  }

  send(to: PeerId, message: Message): void {
    this.#sendLine(to, message)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    return this.#driver.setTimer(delayMs, kind, key)
  }

  clearTimer(timer: TimerId): void {
    this.#driver.clearTimer(timer)
  }

  emit(): void {} // nobody is above
}
