import type { Member, NodeOptions } from '../../src/node/api.ts'
import { openNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'
import { waitUntil } from '../support/wait-until.ts'

/** Nodes that start at once: an acceptor answers 128 streams at a time. */
const BATCH = 20

/** How to make a crowd. */
export interface CrowdOptions {
  readonly nodes: number
  /** The first nodes, through which everybody joins. */
  readonly seeds: number
  readonly settings: NodeOptions
}

/** Something that a node said of another. */
export interface Saying {
  readonly by: string
  readonly of: string
}

/** Many real nodes in this process, on loopback; their network can be cut between groups of them. */
export class Crowd {
  readonly nodes: HearsayNode[] = []
  readonly fails: Saying[] = []
  readonly suspects: Saying[] = []
  worstHealth = 0
  #named = 0
  /** Side of each address; nothing passes from one side to another. Empty: everything passes. */
  #sides: ReadonlyMap<string, number> = new Map()

  /** Starts the nodes and waits until everybody sees everybody. */
  static async open({ nodes, seeds, settings }: CrowdOptions): Promise<Crowd> {
    const crowd = new Crowd()
    try {
      for (let i = 0; i < seeds; i++) await crowd.#add(settings)
      const join = crowd.nodes.map((node) => node.address)
      while (crowd.nodes.length < nodes) {
        const count = Math.min(BATCH, nodes - crowd.nodes.length)
        const added = await Promise.all(Array.from({ length: count }, () => crowd.#add({ ...settings, join })))
        await Promise.all(added.map((node) => node.ready))
      }
      await crowd.until('everybody sees everybody', () => crowd.agrees(), 60_000)
    } catch (error) {
      await crowd.close()
      throw error
    }
    return crowd
  }

  /** Nodes that have not been closed. */
  get open(): HearsayNode[] {
    return this.nodes.filter((node) => !node.isClosed)
  }

  /** Whether each of `viewers` sees each of `seen` as it says. */
  all(viewers: readonly HearsayNode[], seen: readonly HearsayNode[], is: (member: Member) => boolean): boolean {
    return viewers.every((viewer) =>
      seen.every((node) => {
        const member = viewer.member(node.name)
        return member !== undefined && (member.self || is(member))
      }),
    )
  }

  /** Whether every open node sees every open node alive. */
  agrees(): boolean {
    return this.all(this.open, this.open, (member) => member.status === 'alive')
  }

  /** @returns milliseconds that it took */
  until(what: string, isSo: () => boolean, limitMs: number): Promise<number> {
    return waitUntil(what, isSo, { limitMs, everyMs: 100 })
  }

  /** From now on nothing passes between the groups. */
  cut(groups: readonly (readonly HearsayNode[])[]): void {
    this.#sides = new Map(groups.flatMap((group, side) => group.map((node) => [node.address, side] as const)))
  }

  heal(): void {
    this.#sides = new Map()
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()))
  }

  async #add(settings: NodeOptions): Promise<HearsayNode> {
    const name = `n${this.#named++}`
    const self = { address: '' }
    const node = await openNode({ ...settings, name, bind: '127.0.0.1:0' }, (other) =>
      this.#passes(self.address, other),
    )
    self.address = node.address
    this.nodes.push(node)
    this.#watch(node)
    return node
  }

  #watch(node: HearsayNode): void {
    node.on('fail', (member) => this.fails.push({ by: node.name, of: member.name }))
    node.on('suspect', (member) => this.suspects.push({ by: node.name, of: member.name }))
    node.on('health', (score) => {
      this.worstHealth = Math.max(this.worstHealth, score)
    })
  }

  /** Where a stream comes from is no address of a node: who dialled has been asked. */
  #passes(a: string, b: string): boolean {
    const [one, other] = [this.#sides.get(a), this.#sides.get(b)]
    return one === undefined || other === undefined || one === other
  }
}
