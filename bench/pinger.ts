import { below } from '../src/base/rng.ts'
import type { Env, PeerId, TimerId } from '../src/core/env.ts'
import type { Layer } from '../src/core/layer.ts'
import type { Message } from '../src/core/message.ts'

const PING: Message = { tag: 1 }
const ACK: Message = { tag: 2 }
const PERIOD_MS = 1000
const TIMEOUT_MS = 500

/** The least that a failure detector does: a ping a second to a random node, a time-out, an answer. */
export class Pinger implements Layer {
  readonly #env: Env
  readonly #nodes: number
  readonly #random: () => number
  #timeout: TimerId = 0

  constructor(env: Env, nodes: number) {
    this.#env = env
    this.#nodes = nodes
    this.#random = () => env.random()
  }

  start(): void {
    this.#env.setTimer(below(this.#random, PERIOD_MS), 0, 0)
  }

  onMessage(from: PeerId, message: Message): void {
    if (message.tag === PING.tag) this.#env.send(from, ACK, 'datagram')
    else this.#env.clearTimer(this.#timeout)
  }

  onTimer(kind: number): void {
    if (kind === 1) return
    this.#env.send(below(this.#random, this.#nodes) as PeerId, PING, 'datagram')
    this.#timeout = this.#env.setTimer(TIMEOUT_MS, 1, 0)
    this.#env.setTimer(PERIOD_MS, 0, 0)
  }

  onEvent(): void {}
}
