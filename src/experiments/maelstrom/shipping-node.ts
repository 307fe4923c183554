import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'
import { MaelstromNode, type NodeOptions } from '../../maelstrom/index.ts'
import type { BroadcastNode } from './broadcast-run.ts'

/** The node of `hearsay maelstrom broadcast`, in the simulator. */
export class ShippingNode implements BroadcastNode {
  readonly #node: MaelstromNode

  constructor(env: Env, size: number, options: Partial<NodeOptions>) {
    const names = Array.from({ length: size }, (_, i) => `n${String(i).padStart(4, '0')}`)
    this.#node = new MaelstromNode(env, names, 'broadcast', options)
  }

  /** Through whom it hears news. */
  get hub(): PeerId | undefined {
    return this.#node.gossip?.hub
  }

  broadcast(value: number): void {
    this.#node.request({ type: 'broadcast', message: value })
  }

  read(): ReadonlySet<number> {
    return new Set(this.#node.request({ type: 'read' })['messages'] as readonly number[])
  }

  start(): void {
    this.#node.start()
  }

  onMessage(from: PeerId, message: Message): void {
    this.#node.onMessage(from, message)
  }

  onTimer(kind: number, key: number): void {
    this.#node.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    this.#node.onEvent(event)
  }
}
