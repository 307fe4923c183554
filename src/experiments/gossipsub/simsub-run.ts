import { deriveSeed, drawn, Rng } from '../../base/rng.ts'
import type { GossipSubConfig } from '../../dissemination/index.ts'
import { quantile } from '../measure.ts'
import { linkLatency, randomLinks, TopicNet } from './topic-net.ts'

/** What one run of vyzo's simulation gives. */
export interface SimsubRun {
  /** Copies of messages that were sent. */
  readonly messages: number
  readonly ihaves: number
  readonly iwants: number
  readonly grafts: number
  readonly prunes: number
  /** Messages told, of those that should have been. */
  readonly deliveredShare: number
  /** Copies for each message told. */
  readonly copies: number
  /** Messages told by 100 ms, and how many of all between 100 and 200 ms, and so on. */
  readonly histogram: readonly number[]
  readonly p99Ms: number
  readonly maxMs: number
}

/** The parameters of simsub. */
export const SIMSUB = {
  dials: 20,
  sources: 5,
  messages: 60,
  settleMs: 10_000,
  lingerMs: 10_000,
  minLatencyMs: 10,
  maxLatencyMs: 150,
  jitter: 0.1,
} as const

/** Its first form: the mesh alone, gossip to six. */
export const VERSION_1_0: GossipSubConfig = {
  modes: { floodPublish: false },
  options: { gossipFactor: 0, dontWantBytes: 0x40000000 },
}
/** Its second form: flood publishing, and gossip to a quarter. */
export const VERSION_1_1: GossipSubConfig = { options: { dontWantBytes: 0x40000000 } }
/** Links of the mesh over which messages come twice get announcements. */
export const LAZY: GossipSubConfig = {
  modes: { floodPublish: false, lazyMesh: true },
  options: { gossipFactor: 0, dontWantBytes: 0x40000000 },
}

/** vyzo's simulation of GossipSub: so many nodes, five of which publish, one message a second. */
export function runSimsub(seed: number, nodes: number, config: GossipSubConfig): SimsubRun {
  const { minLatencyMs, maxLatencyMs, jitter } = SIMSUB
  const net = new TopicNet({
    seed,
    links: randomLinks(seed, nodes, SIMSUB.dials),
    network: { latency: linkLatency(seed, minLatencyMs, maxLatencyMs, jitter) },
    configOf: () => config,
  })
  const rng = new Rng(deriveSeed(seed, 0x14))
  const all = Array.from({ length: nodes }, (_, node) => node)
  const sources = drawn(all, SIMSUB.sources, () => rng.next())
  net.sim.run(SIMSUB.settleMs)
  for (let i = 0; i < SIMSUB.messages; i++) {
    net.publish(sources[i % sources.length] as number, Uint8Array.of(i))
    net.sim.run(1000)
  }
  net.sim.run(SIMSUB.lingerMs)
  return resultOf(net, nodes)
}

function resultOf(net: TopicNet, nodes: number): SimsubRun {
  const { delays } = net
  const histogram = new Array<number>(10).fill(0)
  for (const delay of delays) {
    const bin = Math.min(histogram.length - 1, Math.floor(delay / 100))
    histogram[bin] = (histogram[bin] as number) + 1
  }
  const messages = net.count('messagesSent')
  return {
    messages,
    ihaves: net.count('ihaves'),
    iwants: net.count('iwants'),
    grafts: net.count('grafts'),
    prunes: net.count('prunes'),
    deliveredShare: delays.length / (SIMSUB.messages * (nodes - 1)),
    copies: messages / delays.length,
    histogram,
    p99Ms: quantile(delays, 0.99),
    maxMs: quantile(delays, 1),
  }
}
