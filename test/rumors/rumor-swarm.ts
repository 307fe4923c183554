import { simWire } from '../../src/codec/index.ts'
import { below } from '../../src/base/rng.ts'
import type { Env } from '../../src/core/env.ts'
import type { DeliveredEvent } from '../../src/core/ports.ts'
import { RUMOR_TAGS } from '../../src/core/tags.ts'
import { Rumor, type RumorMessage, rumorOptions, type RumorOptions } from '../../src/dissemination/index.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import { rumorSize } from '../../src/experiments/rumor/rumor-size.ts'
import { UniformSampler } from '../../src/sampling/index.ts'
import { Simulation, type SimNode } from '../../src/sim/index.ts'

/** Payloads: most fit into a packet, some do not. */
const SIZES = [20, 200, 900, 3000]

/** Whole nodes with rumours on top, and what every node was given. */
export class RumorSwarm {
  readonly sim: Simulation
  readonly #layers: Rumor[] = []
  readonly #options: RumorOptions
  readonly #make = nodeMaker()
  /** By message: how often each life of a node was given it. */
  readonly #given = new Map<number, Map<string, number>>()
  /** A life that was given a message twice, or one that held more than it may. */
  violation: string | undefined

  constructor(seed: number, nodes: number, loss: number, options: Partial<RumorOptions>) {
    this.#options = rumorOptions(options)
    const { sizeOf, packetBudget } = simWire(nodes)
    const size: typeof sizeOf = (message) =>
      message.tag >= RUMOR_TAGS.call ? rumorSize(message as RumorMessage) : sizeOf(message)
    const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
    this.sim = new Simulation({ seed, network: { latency, jitterMs: 2, loss }, sizeOf: size, packetBudget })
    this.sim.onEvent((node, event) => {
      if (event.type === 'delivered') this.#onDelivered(node, (event as DeliveredEvent).id)
    })
    for (let i = 0; i < nodes; i++) this.sim.addNode(this.make)
  }

  readonly make = (env: Env): SimStack => {
    const stack = this.#make(env) as SimStack
    const sampler = new UniformSampler(stack.swim)
    this.#layers[env.self] = stack.add(RUMOR_TAGS, (own) => new Rumor(own, sampler, this.#options))
    return stack
  }

  /** A message of a random node that is up. @returns its number; undefined if nobody is */
  broadcast(): number | undefined {
    const random = (): number => this.sim.workload.next()
    const live = this.#live
    const node = live[below(random, live.length)]
    if (node === undefined) return undefined
    return this.#layers[node.index]?.broadcast(new Uint8Array(SIZES[below(random, SIZES.length)] as number))
  }

  /** Whether every node that is up was given a message, in its present life. */
  isComplete(id: number): boolean {
    return this.#live.every((node) => this.#given.get(id)?.has(lifeOf(node)) === true)
  }

  /** The share of the nodes that are up and were not given it. */
  missing(id: number): number {
    const live = this.#live
    return live.filter((node) => this.#given.get(id)?.has(lifeOf(node)) !== true).length / live.length
  }

  /** Whether a node that is up still tells it, and will for so many cycles, if its rule lets it. */
  isCarried(id: number, cycles: number): boolean {
    return this.#live.some(({ index }) => (this.#layers[index]?.cyclesLeft(id) ?? 0) >= cycles)
  }

  /** Looks at what every node holds. */
  look(): void {
    const { mostCarried, mostRemembered, mostKeptBytes } = this.#options
    for (const { index } of this.#live) {
      const { carried, held } = this.#layers[index] as Rumor
      if (carried <= mostCarried && held.numbers <= mostRemembered && held.bytes <= mostKeptBytes) continue
      this.violation ??= `node ${index} carries ${carried} rumours and holds ${JSON.stringify(held)}`
    }
  }

  get #live(): SimNode[] {
    return this.sim.nodes.filter(({ state }) => state === 'up')
  }

  #onDelivered(node: SimNode, id: number): void {
    const given = this.#given.get(id) ?? new Map<string, number>()
    this.#given.set(id, given)
    const life = lifeOf(node)
    const times = (given.get(life) ?? 0) + 1
    given.set(life, times)
    if (times > 1) this.violation ??= `node ${life} was given message ${id} twice`
  }
}

function lifeOf({ index, processes }: SimNode): string {
  return `${index}/${processes}`
}
