import type { Rng } from '../../src/base/rng.ts'
import type { Body, Json } from '../../src/maelstrom/index.ts'
import { CallError, type PlayedNetwork } from './played-network.ts'

/** What clients see of a network. */
export type Network = Pick<PlayedNetwork, 'call'> & { readonly nodes: readonly { readonly name: string }[] }

/** What clients do with one workload, and how it is judged. */
export interface WorkloadTest {
  /** Before the first operation. */
  readonly setUp?: (network: Network) => Promise<void>
  /** One operation of a client. Resolves however it ends; remembers what must be so afterwards. */
  readonly operate: (network: Network, node: number, random: Rng) => Promise<void>
  /** What a node has in the end; equal texts mean equal knowledge. Left out where nodes share nothing. */
  readonly lookAt?: (network: Network, node: number) => Promise<string>
  /** What is wrong, after the last look at every node. */
  readonly verdict: () => string[]
}

/** How an operation ended. */
export type Ending =
  | { readonly kind: 'ok'; readonly body: Body }
  | { readonly kind: 'fail' | 'info'; readonly error: string }

/** Asks a node, and never throws for its answer. */
export async function ask(network: Network, node: number, request: Body): Promise<Ending> {
  try {
    return { kind: 'ok', body: await network.call(node, request) }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return { kind: error.isDefinite ? 'fail' : 'info', error: error.message }
  }
}

/** A field of an answer; undefined if it was none. */
export function fieldOf(ending: Ending, field: string): Json | undefined {
  return ending.kind === 'ok' ? ending.body[field] : undefined
}
