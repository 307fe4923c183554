import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { Simulation, type SimOptions } from '../sim/index.ts'
import { GossipNode } from './gossip-node.ts'
import type { NodeOptions } from './options.ts'
import { readPeerMessage, writePeerMessage } from './peer-wire.ts'

/** Every message really becomes a line, as it does under Maelstrom. */
const JSON_WIRE = {
  encode: (message: Message) => Buffer.from(writePeerMessage(message)),
  decode: (bytes: Uint8Array) => readPeerMessage(JSON.parse(Buffer.from(bytes).toString())) as Message,
  decodeCorrupted: () => undefined,
}

/** Nodes that hear of one another's news. */
class Village {
  readonly sim: Simulation
  readonly nodes: GossipNode[] = []
  /** By node. */
  readonly heard: number[][]
  #last = 0

  constructor(size: number, options: Partial<NodeOptions> = {}, network: SimOptions['network'] = { latency: 100 }) {
    this.sim = new Simulation({ seed: 1, network, wire: JSON_WIRE })
    this.heard = Array.from({ length: size }, () => [])
    const names = Array.from({ length: size }, (_, i) => `n${i}`).sort()
    const make = (env: Env): GossipNode => {
      const onNews = (news: unknown): void => void this.heard[env.self]?.push(news as number)
      return (this.nodes[env.self] = new GossipNode(env, names, 'news', onNews, options))
    }
    for (let i = 0; i < size; i++) this.sim.addNode(make)
  }

  publish(node: number): number {
    this.nodes[node]?.publish(++this.#last)
    return this.#last
  }

  /** Who has heard it. */
  hearers(news: number): number[] {
    return this.heard.flatMap((all, node) => (all.includes(news) ? [node] : []))
  }
}

const everybody = (size: number): number[] => Array.from({ length: size }, (_, i) => i)

describe('a gossiping node', () => {
  it('has told everybody after two hops, with one message for each', () => {
    const village = new Village(9, { batchMs: 0 })
    village.sim.run(1000)
    const before = village.sim.counters.byTag[44] ?? 0
    const news = village.publish(4)
    expect(village.hearers(news)).toEqual([4])
    village.sim.run(150)
    expect(village.hearers(news)).toEqual([0, 4])
    village.sim.run(50)
    expect(village.hearers(news)).toEqual(everybody(9))
    expect((village.sim.counters.byTag[44] ?? 0) - before).toBe(8)
  })

  it('hears everything once, through loss', () => {
    const village = new Village(7, {}, { latency: { kind: 'uniform', minMs: 50, maxMs: 150 }, loss: 0.2 })
    for (let i = 0; i < 60; i++) {
      village.publish(i % 7)
      village.sim.run(50)
    }
    village.sim.run(30_000)
    const all = everybody(60).map((i) => i + 1)
    for (const heard of village.heard) expect(heard.toSorted((a, b) => a - b)).toEqual(all)
  })

  it('finds another hub when the first is cut off, and brings everything to everybody once it is back', () => {
    const village = new Village(9)
    const others = everybody(9).slice(1)
    village.sim.run(1000)
    const heal = village.sim.network.partition([0], others)
    const lost = [1, 5, 8].map((node) => village.publish(node))
    village.sim.run(8000) // who has nothing to say notices when it renews
    expect(new Set(village.nodes.slice(1).map(({ hub }) => hub))).toEqual(new Set([1]))
    const news = village.publish(5)
    village.sim.run(215)
    expect(village.hearers(news)).toEqual(others)
    const alone = village.publish(0)
    heal()
    village.sim.run(15_000)
    for (const each of [...lost, news, alone]) expect(village.hearers(each)).toEqual(everybody(9))
    expect(new Set(village.nodes.map(({ hub }) => hub))).toEqual(new Set([0]))
    expect(village.nodes[0]?.repaired).toBeGreaterThan(0)
  })

  it('misses nothing of a cut that was there from the beginning', () => {
    const village = new Village(3)
    const heal = village.sim.network.partition([2], [0, 1])
    const news = [0, 1, 2].map((node) => village.publish(node))
    village.sim.run(10_000)
    expect(village.hearers(news[0] as number)).toEqual([0, 1])
    heal()
    village.sim.run(20_000)
    for (const each of news) expect(village.hearers(each)).toEqual([0, 1, 2])
  })

  it('tells much in few posts, in which nothing is lost that was told during a long cut', () => {
    const village = new Village(2)
    village.sim.run(1000)
    const heal = village.sim.network.partition([0], [1])
    for (let i = 0; i < 6000; i++) {
      village.publish(1)
      village.sim.run(10)
    }
    expect(village.heard[1]).toHaveLength(6000)
    heal()
    village.sim.run(20_000)
    expect(village.heard[0]?.toSorted((a, b) => a - b)).toEqual(everybody(6000).map((i) => i + 1))
    expect(village.nodes[0]?.repaired).toBeLessThan(700) // ten a second
  })

  it('says little when there is nothing to say', () => {
    const village = new Village(25)
    village.sim.run(60_000)
    expect(village.sim.counters.datagramsSent / 25 / 60).toBeLessThan(0.8) // a digest each 3 s, two words each 5 s
  })

  it('lives alone too', () => {
    const village = new Village(1)
    village.publish(0)
    village.sim.run(5000)
    expect([village.heard, village.nodes[0]?.hub]).toEqual([[[1]], 0 as PeerId])
  })

  it('refuses a wait that cannot be', () => {
    expect(() => new Village(2, { batchMs: -1 })).toThrow(
      'maelstrom.batchMs is -1, but must be a number from 0 to 60000',
    )
  })
})
