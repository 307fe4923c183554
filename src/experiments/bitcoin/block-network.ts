import { ln } from '../../base/logarithm.ts'
import { below, deriveSeed, unit } from '../../base/rng.ts'
import type { Env } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { RELAY_TAGS } from '../../core/tags.ts'
import { AnnounceRelay, type BatchCounters, BatchRelay } from '../../dissemination/index.ts'
import type { Simulation } from '../../sim/index.ts'
import { neighboursOf, randomGraph } from './random-graph.ts'
import { PATIENCE_MS, relayNetwork } from './relay-network.ts'
import { rememberingSha256 } from './sha256.ts'

/** A network in which transactions and blocks are made. */
export interface BlockNetworkOptions {
  readonly seed: number
  readonly nodes: number
  /** Neighbours that each node chooses. */
  readonly chosen: number
  readonly transactionsPerSecond: number
  readonly blockEveryMs: number
  /** How long a miner works on the same choice of transactions: so old is what it finds at most. */
  readonly templateMs: number
}

/** What a miner may put into a block. */
interface Pooled {
  readonly at: number
  readonly payload: Uint8Array
}

/** Nodes that relay transactions by announcements and blocks by short ids; all of them mine. */
export class BlockNetwork {
  readonly #options: BlockNetworkOptions
  readonly #hash = rememberingSha256()
  readonly #sim: Simulation
  readonly #announce: AnnounceRelay[] = []
  readonly #batches: BatchRelay[] = []
  /** By node: what has arrived and is in no block, by its text. */
  readonly #pools: Map<string, Pooled>[] = []
  #sent = 0

  constructor(options: BlockNetworkOptions) {
    this.#options = options
    const { seed, nodes, chosen } = options
    // one way through the internet, half of a usual round trip
    this.#sim = relayNetwork({ seed, latency: { kind: 'log-normal', medianMs: 50, sigma: 0.5 } })
    const graph = randomGraph(deriveSeed(seed, 1), nodes, chosen)
    this.#sim.onEvent(({ index }, event) => this.#onEvent(index, event))
    for (let i = 0; i < nodes; i++) {
      this.#pools.push(new Map())
      this.#sim.addNode((env) => this.#stackOf(env, graph))
    }
  }

  /** Lets so many blocks be found, with transactions all the while. */
  run(blocks: number): void {
    const { blockEveryMs } = this.#options
    this.#sim.at(this.#sim.now + this.#pauseMs(), () => this.#sendTransaction())
    for (let i = 0; i < blocks; i++) {
      this.#sim.run(blockEveryMs)
      this.#findBlock()
    }
    this.#sim.run(SETTLE_MS)
  }

  /** Sums over all nodes. */
  get counters(): Pick<BatchCounters, 'atOnce' | 'withMissing' | 'fallbacks'> {
    const sum = (key: 'atOnce' | 'withMissing' | 'fallbacks'): number =>
      this.#batches.reduce((all, { counters }) => all + counters[key], 0)
    return { atOnce: sum('atOnce'), withMissing: sum('withMissing'), fallbacks: sum('fallbacks') }
  }

  #stackOf(env: Env, graph: ReturnType<typeof randomGraph>): Stack {
    const stack = new Stack(env)
    const sampler = neighboursOf(graph, env.self)
    const { announce, request, item, notFound, ...rest } = RELAY_TAGS
    const patient = { catchUpMs: PATIENCE_MS }
    this.#announce[env.self] = stack.add(
      { announce, request, item, notFound },
      (own) => new AnnounceRelay(own, sampler, { hash: this.#hash }, patient),
    )
    this.#batches[env.self] = stack.add(rest, (own) => new BatchRelay(own, sampler, { hash: this.#hash }, patient))
    return stack
  }

  #random = (): number => this.#sim.workload.next()

  #pauseMs(): number {
    return (-ln((this.#random() + 0.5) / 0x100000000) * 1000) / this.#options.transactionsPerSecond
  }

  #sendTransaction(): void {
    const payload = new Uint8Array(TRANSACTION_BYTES)
    new DataView(payload.buffer).setUint32(0, ++this.#sent)
    this.#announce[below(this.#random, this.#options.nodes)]?.broadcast(payload)
    this.#sim.at(this.#sim.now + this.#pauseMs(), () => this.#sendTransaction())
  }

  /** A block of a random miner: what it knew when it made its template, and a transaction that pays it. */
  #findBlock(): void {
    const miner = below(this.#random, this.#options.nodes)
    const until = this.#sim.now - unit(this.#random) * this.#options.templateMs
    const known = [...(this.#pools[miner] as Map<string, Pooled>).values()].filter(({ at }) => at <= until)
    const reward = Uint8Array.from({ length: TRANSACTION_BYTES }, () => below(this.#random, 256))
    const header = Uint8Array.from({ length: 48 }, () => below(this.#random, 256))
    this.#batches[miner]?.broadcast(header, [reward, ...known.map(({ payload }) => payload)])
  }

  #onEvent(node: number, event: Event): void {
    const pool = this.#pools[node] as Map<string, Pooled>
    const { type, payload } = event as DeliveredEvent
    if (type === 'delivered') pool.set(payload.join(), { at: this.#sim.now, payload })
    else for (const item of (event as unknown as { items: readonly Uint8Array[] }).items) pool.delete(item.join())
  }
}

const TRANSACTION_BYTES = 250
const SETTLE_MS = 10_000
