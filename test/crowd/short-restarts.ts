import { setTimeout as sleep } from 'node:timers/promises'
import { createNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'
import { freePorts } from '../support/free-ports.ts'
import { waitUntil } from '../support/wait-until.ts'

/** How to restart nodes. */
export interface RestartPlan {
  readonly nodes: number
  readonly restarts: number
  /** How long a port refuses each time, ms. */
  readonly awayMs: number
  readonly progress: (text: string) => void
  readonly signal: AbortSignal
}

/** What came of it. */
export interface RestartFigures {
  readonly restarts: number
  /** Verdicts of death. */
  readonly fails: number
  readonly suspicions: number
  readonly refutations: number
}

/** Real nodes on real sockets; one after the other ends without a word and is back a moment later. */
export async function runShortRestarts(plan: RestartPlan): Promise<RestartFigures> {
  const cluster = new RestartingCluster()
  try {
    await cluster.open(plan.nodes)
    for (let i = 0; i < plan.restarts; i++) {
      plan.signal.throwIfAborted()
      if (i % 50 === 0) plan.progress(`restart ${i + 1} of ${plan.restarts}`)
      await cluster.restart(i % plan.nodes, plan.awayMs)
    }
    await sleep(LINGER_MS) // whatever verdict was on its way falls now
    return cluster.figures()
  } finally {
    await cluster.close()
  }
}

/** Longer than the shortest suspicion. */
const LINGER_MS = 2000
const JOIN_LIMIT_MS = 30_000

class RestartingCluster {
  readonly #nodes: HearsayNode[] = []
  #restarts = 0
  #fails = 0
  #suspicions = 0
  #refutations = 0

  async open(count: number): Promise<void> {
    const ports = await freePorts(count) // while a node is away, no outgoing connection may take its port
    for (const [i, port] of ports.entries()) this.#nodes.push(await this.#start(`n${i}`, `127.0.0.1:${port}`))
    await this.#allAlive()
  }

  async restart(index: number, awayMs: number): Promise<void> {
    const { name, address } = this.#nodes[index] as HearsayNode
    await this.#end(index)
    await sleep(awayMs)
    this.#nodes[index] = await this.#start(name, address)
    this.#restarts++
    await this.#allAlive()
  }

  figures(): RestartFigures {
    for (const node of this.#nodes) this.#count(node)
    return {
      restarts: this.#restarts,
      fails: this.#fails,
      suspicions: this.#suspicions,
      refutations: this.#refutations,
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()))
  }

  async #start(name: string, bind: string): Promise<HearsayNode> {
    const join = this.#nodes.filter((node) => node.name !== name).map((node) => node.address)
    const node = await createNode({ name, bind, join })
    node.on('fail', () => this.#fails++)
    return node
  }

  async #end(index: number): Promise<void> {
    const node = this.#nodes[index] as HearsayNode
    this.#count(node)
    await node.close()
  }

  #count(node: HearsayNode): void {
    const { suspicions, refutations } = node.stats()
    this.#suspicions += suspicions
    this.#refutations += refutations
  }

  #allAlive(): Promise<number> {
    const sees = (node: HearsayNode): boolean => this.#nodes.every(({ name }) => node.member(name)?.status === 'alive')
    return waitUntil('all see all alive', () => this.#nodes.every(sees), { limitMs: JOIN_LIMIT_MS })
  }
}
