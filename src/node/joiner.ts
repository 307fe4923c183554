import type { PeerId } from '../core/env.ts'
import type { HostPort } from './address.ts'
import type { JoinResult } from './api.ts'
import { HearsayError } from './errors.ts'
import type { Runtime } from './runtime.ts'

/** How long a join waits for an answer unless it is told, ms. */
const JOIN_TIMEOUT_MS = 15_000

/** Options of a join. */
export interface JoinOptions {
  readonly signal?: AbortSignal
  /** How long to wait for each member's answer. Default 15 s. */
  readonly timeoutMs?: number
  /** Whether to receive user events of before the join. Default false. */
  readonly replay?: boolean
}

/** Told the outcome of an exchange: why it failed, or undefined. */
type Waiter = (failure: string | undefined) => void

/** Turns joins, which the stack answers by events, into promises. */
export class Joiner {
  readonly #runtime: Runtime
  readonly #begin: (peer: PeerId, replay: boolean) => void
  readonly #waiters = new Map<PeerId, Waiter[]>()
  #closedBecause: string | undefined

  /** @param begin begins an exchange; its outcome must come to {@link settle} */
  constructor(runtime: Runtime, begin: (peer: PeerId, replay: boolean) => void) {
    this.#runtime = runtime
    this.#begin = begin
  }

  /** Joins every address behind every host. */
  async joinHosts(hosts: readonly HostPort[], options: JoinOptions): Promise<JoinResult> {
    return mergeResults(await Promise.all(hosts.map((host) => this.#joinHost(host, options))))
  }

  async joinPeers(peers: readonly PeerId[], options: JoinOptions): Promise<JoinResult> {
    return mergeResults(await Promise.all(peers.map((peer) => this.#joinPeer(peer, options))))
  }

  /** The peers behind hosts, without this node and without those that cannot be resolved now. */
  async resolveAll(hosts: readonly HostPort[]): Promise<PeerId[]> {
    const found = await Promise.all(
      hosts.map(({ host, port }) => this.#runtime.resolve(host, port).catch(() => [] as readonly PeerId[])),
    )
    return [...new Set(found.flat())].filter((peer) => peer !== this.#runtime.env.self)
  }

  /** The outcome of the exchange with a peer is known. */
  settle(peer: PeerId, failure: string | undefined): void {
    for (const waiter of this.#waiters.get(peer) ?? []) waiter(failure)
  }

  /** No outcome will come any more. */
  settleAll(failure: string): void {
    this.#closedBecause = failure
    for (const peer of [...this.#waiters.keys()]) this.settle(peer, failure)
  }

  async #joinHost(target: HostPort, options: JoinOptions): Promise<JoinResult> {
    const address = `${target.host}:${target.port}`
    let peers: readonly PeerId[]
    try {
      peers = await this.#runtime.resolve(target.host, target.port)
    } catch (error) {
      return failed(address, `cannot be resolved: ${error instanceof Error ? error.message : String(error)}`)
    }
    return peers.length === 0 ? failed(address, 'has no address') : this.joinPeers(peers, options)
  }

  async #joinPeer(peer: PeerId, options: JoinOptions): Promise<JoinResult> {
    const address = this.#runtime.book.describe(peer)
    if (peer === this.#runtime.env.self) return failed(address, 'is this node itself')
    const failure = await this.#exchange(peer, options)
    return failure === undefined ? { joined: [address], failed: [] } : failed(address, failure)
  }

  #exchange(
    peer: PeerId,
    { signal, timeoutMs = JOIN_TIMEOUT_MS, replay = false }: JoinOptions,
  ): Promise<string | undefined> {
    if (this.#closedBecause !== undefined) return Promise.resolve(this.#closedBecause)
    if (signal?.aborted === true) return Promise.reject(aborted(signal))
    return new Promise((resolve, reject) => {
      const end = (): void => {
        cancelTimeout()
        signal?.removeEventListener('abort', onAbort)
        this.#drop(peer, waiter)
      }
      const onAbort = (): void => {
        end()
        reject(aborted(signal))
      }
      const waiter: Waiter = (failure) => {
        end()
        resolve(failure)
      }
      const cancelTimeout = this.#runtime.later(timeoutMs, () => waiter(`no answer within ${timeoutMs} ms`))
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#waiters.set(peer, [...(this.#waiters.get(peer) ?? []), waiter])
      this.#runtime.run(() => this.#begin(peer, replay))
    })
  }

  #drop(peer: PeerId, waiter: Waiter): void {
    const left = (this.#waiters.get(peer) ?? []).filter((other) => other !== waiter)
    if (left.length > 0) this.#waiters.set(peer, left)
    else this.#waiters.delete(peer)
  }
}

function failed(address: string, reason: string): JoinResult {
  return { joined: [], failed: [{ address, reason }] }
}

function mergeResults(results: readonly JoinResult[]): JoinResult {
  return { joined: results.flatMap((result) => result.joined), failed: results.flatMap((result) => result.failed) }
}

function aborted(signal: AbortSignal | undefined): HearsayError {
  return new HearsayError('ERR_ABORTED', 'the join was aborted', { cause: signal?.reason })
}
