import type { SwimOptions } from '../../src/membership/swim/options.ts'
import { openNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'

/** A node to be opened on 127.0.0.1. */
export interface NodePlace {
  readonly name: string
  readonly port: number
}

/** What a process with nodes in it is told. */
export type HostOrder =
  | {
      readonly type: 'open'
      readonly places: readonly NodePlace[]
      readonly join: readonly string[]
      readonly swim: Partial<SwimOptions>
      /** Share of datagrams that are lost on the way to these nodes: loopback itself loses none. */
      readonly loss: number
    }
  /** From now on nothing passes to or from this address, or everything does again. */
  | { readonly type: 'silence'; readonly address: string; readonly isSilent: boolean }
  | { readonly type: 'fire'; readonly node: string; readonly event: string; readonly bytes: number }
  | { readonly type: 'traffic' }

/** What the nodes of a process have sent. */
export interface Sent {
  readonly packets: number
  readonly bytes: number
}

/** What a node told: of a member, or of an event by its name. */
export interface Fact {
  readonly type: 'join' | 'fail' | 'event'
  readonly by: string
  readonly of: string
  /** See {@link monotonicMs}. */
  readonly at: number
}

/** Milliseconds of the machine's own clock, which all its processes share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Real nodes of one process, and a network around them that loses datagrams and can fall silent. */
export class NodeHost {
  readonly #nodes: HearsayNode[] = []
  readonly #tell: (fact: Fact) => void
  readonly #silent = new Set<string>()
  #loss = 0

  constructor(tell: (fact: Fact) => void) {
    this.#tell = tell
  }

  /** @returns bytes and packets for `traffic`, the moment (see monotonicMs) for `fire` */
  async answer(order: HostOrder): Promise<unknown> {
    switch (order.type) {
      case 'open':
        return this.#open(order)
      case 'silence':
        return order.isSilent ? this.#silent.add(order.address).size : this.#silent.delete(order.address)
      case 'fire':
        return this.#fire(order.node, order.event, order.bytes)
      case 'traffic':
        return this.#traffic()
    }
  }

  /** Ends all nodes without a word. */
  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()))
  }

  async #open({ places, join, swim, loss }: Extract<HostOrder, { type: 'open' }>): Promise<void> {
    this.#loss = loss
    for (const { name, port } of places) {
      const others = [...join, ...this.#nodes.map((node) => node.address)]
      const options = { name, bind: `127.0.0.1:${port}`, join: others, profile: 'lan', swim } as const
      const node = await openNode(options, (address, direction, plane) => {
        if (this.#silent.has(address)) return false
        return direction === 'out' || plane === 'stream' || Math.random() >= this.#loss
      })
      this.#nodes.push(node)
      this.#watch(node)
    }
  }

  #watch(node: HearsayNode): void {
    const tell = (type: Fact['type'], of: string): void => this.#tell({ type, by: node.name, of, at: monotonicMs() })
    node.on('join', (member) => tell('join', member.name))
    node.on('fail', (member) => tell('fail', member.name))
    node.on('event', (event) => tell('event', event.name))
  }

  #node(name: string): HearsayNode {
    const node = this.#nodes.find((one) => one.name === name)
    if (node === undefined) throw new Error(`there is no node ${name} here`)
    return node
  }

  #fire(node: string, event: string, bytes: number): number {
    const at = monotonicMs()
    this.#node(node).sendEvent(event, new Uint8Array(bytes))
    return at
  }

  #traffic(): Sent {
    const stats = this.#nodes.map((node) => node.stats())
    const total = (of: (one: (typeof stats)[number]) => number): number => stats.reduce((sum, one) => sum + of(one), 0)
    return { packets: total((one) => one.packetsSent), bytes: total((one) => one.bytesSent) }
  }
}
