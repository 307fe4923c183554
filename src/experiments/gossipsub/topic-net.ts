import { below, deriveSeed, Rng, unit } from '../../base/rng.ts'
import { sizeOfRpc } from '../../codec/libp2p/rpc-size.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { TopicMessageEvent } from '../../core/ports.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'
import { authored, GossipSub, type GossipSubConfig, type Rpc } from '../../dissemination/index.ts'
import type { Layer } from '../../core/layer.ts'
import { type NetworkOptions, Simulation } from '../../sim/index.ts'

/** The one topic of these experiments. */
export const TOPIC = 't'

/** A network in which every node wants one topic. */
export interface TopicNetOptions {
  readonly seed: number
  /** Who is connected with whom, both ways, whoever has dialled. */
  readonly links: readonly ReadonlySet<number>[]
  readonly network: NetworkOptions
  readonly configOf: (node: number) => GossipSubConfig
  /** The first so many nodes are those whose delays count; default all. */
  readonly counted?: number
  /** What is no node of GossipSub; undefined if this one is. */
  readonly other?: (node: number, env: Env<Rpc>) => Layer | undefined
}

/** Nodes of GossipSub over kept links, as libp2p has them: nothing is lost, and everything takes one latency. */
export class TopicNet {
  readonly sim: Simulation
  /** By node; what is no GossipSub has none. */
  readonly layers: readonly (GossipSub | undefined)[]
  /** Milliseconds from publishing to telling, of each message and node. */
  readonly delays: number[] = []
  readonly #publishedAt = new Map<string, number>()

  constructor({ seed, links, network, configOf, other, counted = links.length }: TopicNetOptions) {
    const sizeOf = (message: Message): number => (message.tag === PUBSUB_TAGS.rpc ? sizeOfRpc(message as Rpc) : 50)
    this.sim = new Simulation({ seed, network, sizeOf, packetBudget: Number.MAX_SAFE_INTEGER, trace: 'off' })
    this.sim.onEvent(({ index }, event) => {
      if (event.type === 'topic-message' && index < counted) this.#onTold(event as TopicMessageEvent)
    })
    this.layers = links.map((neighbours, node) => {
      let layer: GossipSub | undefined
      this.sim.addNode((env) => {
        const own = new KeptLinks(env) as Env<Rpc>
        const stranger = other?.(node, own)
        if (stranger !== undefined) return stranger
        const peers = Array.from(neighbours, (peer) => peer as PeerId)
        const policy = authored(Uint8Array.of(node >> 8, node & 255))
        layer = new GossipSub(own, { neighbours: peers, sample: () => [] }, { policy, ...configOf(node) })
        layer.subscribe(TOPIC)
        return layer
      })
      return layer
    })
  }

  /** @param isCounted whether its delays are wanted */
  publish(from: number, data: Uint8Array, isCounted = true): void {
    const { id } = (this.layers[from] as GossipSub).publish(TOPIC, data)
    if (isCounted) this.#publishedAt.set(id, this.sim.now)
  }

  /** A counter over all nodes. */
  count(name: keyof GossipSub['counters']): number {
    return this.layers.reduce((sum, layer) => sum + (layer?.counters[name] ?? 0), 0)
  }

  #onTold({ id }: TopicMessageEvent): void {
    const at = this.#publishedAt.get(id)
    if (at !== undefined) this.delays.push(this.sim.now - at)
  }
}

/** A kept link has neither packets nor streams of its own. */
class KeptLinks extends WrappedEnv {
  override send(to: PeerId, message: Message, _channel: Channel): void {
    super.send(to, message, 'datagram')
  }
}

/** Each node dials `dials` others; links are known on both sides. */
export function randomLinks(seed: number, nodes: number, dials: number): Set<number>[] {
  const rng = new Rng(deriveSeed(seed, 0x11))
  const links = Array.from({ length: nodes }, () => new Set<number>())
  for (let node = 0; node < nodes; node++) {
    const dialled = new Set<number>()
    while (dialled.size < Math.min(dials, nodes - 1)) {
      const peer = below(() => rng.next(), nodes)
      if (peer !== node) dialled.add(peer)
    }
    for (const peer of dialled) {
      links[node]?.add(peer)
      links[peer]?.add(node)
    }
  }
  return links
}

/** Latencies that are drawn once for each link, uniformly, and vary by a share from message to message. */
export function linkLatency(
  seed: number,
  minMs: number,
  maxMs: number,
  jitter: number,
): (from: PeerId, to: PeerId) => number {
  const rng = new Rng(deriveSeed(seed, 0x12))
  const known = new Map<number, number>()
  return (from, to) => {
    const key = Math.min(from, to) * 65_536 + Math.max(from, to)
    let base = known.get(key)
    if (base === undefined) {
      const own = new Rng(deriveSeed(seed, 0x13, key))
      base = minMs + (maxMs - minMs) * unit(() => own.next())
      known.set(key, base)
    }
    return base * (1 + jitter * unit(() => rng.next()))
  }
}
