import { unit53 } from '../base/rng.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { Message } from '../core/message.ts'
import type { Body } from './envelope.ts'
import { GossipNode } from './gossip-node.ts'
import type { NodeOptions } from './options.ts'
import type { Reply, Workload } from './workload.ts'
import { WORKLOADS, type WorkloadName } from './workloads/index.ts'

/** A node of a test: what it does for clients, over what it knows by gossip. The same class runs in the simulator. */
export class MaelstromNode implements Layer {
  readonly #workload: Workload
  readonly #gossip: GossipNode | undefined

  /**
   * @param names everybody's, sorted alike everywhere; a peer's id is its place among them
   * @throws OptionError
   */
  constructor(env: Env, names: readonly string[], workload: WorkloadName, options: Partial<NodeOptions> = {}) {
    const { make, gossips } = WORKLOADS[workload]
    this.#gossip = gossips
      ? new GossipNode(env, names, workload, (news) => this.#workload.onNews(news), options)
      : undefined
    const life = `${names[env.self]}-${Math.floor(unit53(() => env.random()) * Number.MAX_SAFE_INTEGER).toString(36)}`
    this.#workload = make({ life, tell: (news) => this.#gossip?.publish(news) })
  }

  /** The spreading of news; undefined for workloads that need none. */
  get gossip(): GossipNode | undefined {
    return this.#gossip
  }

  /** Does what a client asks for. @throws RpcError */
  request(body: Body): Reply {
    return this.#workload.request(body)
  }

  start(): void {
    this.#gossip?.start()
  }

  onMessage(from: PeerId, message: Message): void {
    this.#gossip?.onMessage(from, message)
  }

  onTimer(kind: number, key: number): void {
    this.#gossip?.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    this.#gossip?.onEvent(event)
  }
}
