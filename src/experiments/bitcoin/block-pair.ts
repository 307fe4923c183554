import { Rng } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { RELAY_TAGS } from '../../core/tags.ts'
import { type BatchOptions, BatchRelay } from '../../dissemination/index.ts'
import type { Simulation } from '../../sim/index.ts'
import { relayBytes } from './relay-bytes.ts'
import { PATIENCE_MS, relayNetwork } from './relay-network.ts'
import { rememberingSha256 } from './sha256.ts'

/** One way between the two, ms. */
const ONE_WAY_MS = 50
const ENVELOPE_BYTES = 24
/** What Bitcoin's header of 80 bytes has besides the root of the transactions. */
const REST_OF_HEADER = 48

/** Two nodes that relay blocks: one finds them, the other gets them. */
export class BlockPair {
  readonly finder: BatchRelay
  readonly receiver: BatchRelay
  /** Bytes of the last cmpctblock, without its envelope. */
  compactBytes = 0
  readonly #hash = rememberingSha256()
  readonly #sim: Simulation
  readonly #rng: Rng
  #arrivedAt = 0

  constructor(seed: number, options: Partial<BatchOptions> = {}) {
    this.#rng = new Rng(seed)
    this.#sim = relayNetwork({
      seed,
      latency: ONE_WAY_MS,
      onSize: (message) => {
        if (message.tag === RELAY_TAGS.compact) this.compactBytes = relayBytes(message) - ENVELOPE_BYTES
      },
    })
    this.#sim.onEvent(({ index }) => {
      if (index === 1) this.#arrivedAt = this.#sim.now
    })
    const patient = { requestTimeoutMs: PATIENCE_MS, catchUpMs: PATIENCE_MS, ...options }
    const [finder, receiver] = [0, 1].map((node) => this.#add((1 - node) as PeerId, patient)) as [
      BatchRelay,
      BatchRelay,
    ]
    this.finder = finder
    this.receiver = receiver
  }

  /** Transactions of so many bytes, unlike all before. */
  transactions(count: number, bytes: number): Uint8Array[] {
    return Array.from({ length: count }, () => {
      const item = new Uint8Array(bytes)
      const words = new DataView(item.buffer)
      for (let at = 0; at + 4 <= Math.min(bytes, 16); at += 4) words.setUint32(at, this.#rng.next())
      return item
    })
  }

  /** Lets the finder send a block. @returns how long the other waited for it, in round trips */
  send(items: readonly Uint8Array[]): number {
    const [header] = this.transactions(1, REST_OF_HEADER) as [Uint8Array]
    const begin = this.#sim.now
    this.finder.broadcast(header, items)
    this.#sim.run(10 * ONE_WAY_MS)
    return (this.#arrivedAt - begin) / (2 * ONE_WAY_MS)
  }

  #add(other: PeerId, options: Partial<BatchOptions>): BatchRelay {
    const sampler = { neighbours: [other], sample: () => [other] }
    let relay: BatchRelay | undefined
    this.#sim.addNode((env: Env) => (relay = new BatchRelay(env, sampler, { hash: this.#hash }, options)))
    return relay as BatchRelay
  }
}
