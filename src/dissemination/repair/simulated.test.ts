import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { PLUMTREE_TAGS, REPAIR_TAGS } from '../../core/tags.ts'
import { Simulation } from '../../sim/index.ts'
import { Plumtree } from '../plumtree/plumtree.ts'
import type { RepairEvent } from './events.ts'
import type { RepairOptions } from './options.ts'
import { Repair } from './repair.ts'

/** Everybody is everybody's neighbour. */
function allBut(self: number, size: number, random: () => number): PeerSampler {
  const neighbours = Array.from({ length: size }, (_, i) => i as PeerId).filter((peer) => peer !== self)
  return { neighbours, sample: () => [neighbours[random() % neighbours.length] as PeerId] }
}

/** Repair over Plumtree over everybody. */
class Town {
  readonly sim: Simulation
  readonly repairs: Repair[] = []
  /** By node: what it was given, and what it was told is lost. */
  readonly given: string[][]
  readonly lost: string[][]

  constructor(seed: number, size: number, loss: number, options: Partial<RepairOptions> = {}) {
    this.sim = new Simulation({ seed, network: { latency: { kind: 'uniform', minMs: 5, maxMs: 15 }, loss } })
    this.given = Array.from({ length: size }, () => [])
    this.lost = Array.from({ length: size }, () => [])
    this.sim.onEvent(({ index }, event) => this.#onEvent(index, event as RepairEvent))
    for (let i = 0; i < size; i++) {
      this.sim.addNode((env) => {
        const stack = new Stack(env)
        const others = allBut(env.self, size, () => env.random())
        const tree = stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, others))
        this.repairs[i] = stack.add(REPAIR_TAGS, (own) => new Repair(own, `n${i}`, tree, others, options))
        return stack
      })
    }
    this.sim.run(5000)
  }

  publish(node: number, text: string): void {
    this.repairs[node]?.publish('news', Buffer.from(text))
  }

  #onEvent(node: number, event: RepairEvent): void {
    if (event.type === 'post') this.given[node]?.push(Buffer.from(event.post.body).toString())
    else if (event.type === 'post-gap') this.lost[node]?.push(`${event.author} ${event.first}-${event.last}`)
  }
}

const HALF = [0, 1, 2, 3, 4].map((i) => i as PeerId)
const OTHERS = [5, 6, 7, 8, 9].map((i) => i as PeerId)

describe('repair', () => {
  it.each([1, 2, 3])('brings every post to every node once, through loss and a cut, seed %i', (seed) => {
    const town = new Town(seed, 10, 0.3)
    const texts: string[] = []
    const publish = (node: number): void => {
      texts.push(`${node}/${texts.length}`)
      town.publish(node, texts.at(-1) as string)
      town.sim.run(40)
    }
    for (let i = 0; i < 30; i++) publish(i % 10)
    const heal = town.sim.network.partition(HALF, OTHERS)
    for (let i = 0; i < 100; i++) publish(i % 10)
    town.sim.run(20_000)
    expect(town.given[0]?.length).toBeLessThan(texts.length)
    heal()
    town.sim.run(60_000)
    for (const given of town.given) expect(given.toSorted()).toEqual(texts.toSorted())
    expect(town.lost.flat()).toEqual([])
    expect(Math.max(...town.repairs.map(({ counters }) => counters.repaired))).toBeGreaterThan(30)
  })

  it('fills a hole soon after what came behind it, without waiting for an exchange', () => {
    const town = new Town(1, 2, 0, { exchangeIntervalMs: 3000 })
    const digests = (): number => town.repairs.reduce((sum, { counters }) => sum + counters.digests, 0)
    const before = digests()
    const heal = town.sim.network.addLoss(1)
    town.publish(0, 'a')
    town.sim.run(10)
    heal()
    town.publish(0, 'b')
    town.sim.run(400)
    expect([town.given[1], digests()]).toEqual([['b', 'a'], before])
  })

  it('tells of what nobody keeps any more', () => {
    const town = new Town(1, 10, 0, { keepMs: 10_000, giveUpMs: 5000 })
    town.publish(0, 'before')
    town.sim.run(1000)
    const heal = town.sim.network.partition(HALF, OTHERS)
    town.publish(0, 'lost')
    town.publish(0, 'lost too')
    town.sim.run(30_000)
    town.publish(0, 'kept')
    town.sim.run(1000)
    heal()
    town.sim.run(30_000)
    for (const node of HALF) expect(town.given[node]?.toSorted()).toEqual(['before', 'kept', 'lost', 'lost too'])
    for (const node of OTHERS) expect(town.given[node]).toEqual(['before', 'kept'])
    for (const node of OTHERS) expect(town.lost[node]).toEqual(['n0 2-3'])
    expect(town.lost[0]).toEqual([])
  })

  it('does not bring a newcomer what was published before it came, and says when it begins to count', () => {
    const town = new Town(1, 3, 0)
    town.sim.nodes[2]?.crash()
    for (let i = 0; i < 5; i++) town.publish(0, `old ${i}`)
    town.sim.run(1000)
    town.sim.nodes[2]?.restart((env) => {
      const stack = new Stack(env)
      const others = allBut(2, 3, () => env.random())
      const tree = stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, others))
      town.repairs[2] = stack.add(REPAIR_TAGS, (own) => new Repair(own, 'n2', tree, others))
      return stack
    })
    town.sim.run(5000)
    expect(town.repairs[2]?.isReady).toBe(true)
    town.publish(1, 'new')
    town.publish(0, 'new too')
    town.sim.run(5000)
    expect(town.given[2]?.toSorted()).toEqual(['new', 'new too'])
    expect(town.lost[2]).toEqual([])
  })

  it('keeps no more bytes than it may', () => {
    const town = new Town(1, 2, 0, { mostKeptBytes: 1000 })
    for (let i = 0; i < 100; i++) town.publish(0, 'x'.repeat(100))
    town.sim.run(1000)
    for (const repair of town.repairs) expect(repair.keptBytes).toBeLessThanOrEqual(1000)
    expect(town.given[1]).toHaveLength(100)
  })
})
