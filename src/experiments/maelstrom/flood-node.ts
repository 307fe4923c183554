import type { Env, PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { BroadcastNode } from './broadcast-run.ts'

interface Flood extends Message {
  readonly value: number
}

/** None of the numbers of `core/tags.ts`: nothing else runs beside it. */
const TAG = 1

/** The baseline of Maelstrom's guide: who hears a value for the first time tells all neighbours but the one it is from. */
export class FloodNode implements BroadcastNode {
  readonly #env: Env
  readonly #neighbours: readonly PeerId[]
  readonly #values = new Set<number>()

  constructor(env: Env, neighbours: readonly PeerId[]) {
    this.#env = env
    this.#neighbours = neighbours
  }

  broadcast(value: number): void {
    this.#take(this.#env.self, value)
  }

  read(): ReadonlySet<number> {
    return this.#values
  }

  start(): void {}

  onMessage(from: PeerId, message: Message): void {
    this.#take(from, (message as Flood).value)
  }

  onTimer(): void {}

  onEvent(): void {}

  #take(from: PeerId, value: number): void {
    if (this.#values.has(value)) return
    this.#values.add(value)
    const message: Flood = { tag: TAG, value }
    for (const peer of this.#neighbours) if (peer !== from) this.#env.send(peer, message, 'datagram')
  }
}
