import { describe, expect, it } from 'vitest'
import { judge } from '../judge.ts'
import { BlockPair } from './block-pair.ts'
import { bitcoinExperiments } from './index.ts'
import { precisionOf } from './precision.ts'
import { neighboursOf, randomGraph } from './random-graph.ts'
import { StemNetwork } from './stem-network.ts'

const SMALL = 0.01

describe.each(bitcoinExperiments)('$id', (experiment) => {
  it('measures at a small scale what its claims speak of, and tells how far it is', { timeout: 60_000 }, async () => {
    const progress: number[] = []
    const context = { scale: SMALL, seed: 5, signal: new AbortController().signal }
    const measured = await experiment.run({ ...context, progress: (done) => progress.push(done) })
    const judged = judge(experiment, measured)
    expect(judged.every(({ measured: { value } }) => Number.isFinite(value))).toBe(true)
    expect(progress.every((done, i) => done >= (progress[i - 1] ?? 0) && done <= 1)).toBe(true)
    expect(judged.filter(({ isInBand }) => isInBand).length).toBeGreaterThan(judged.length / 3) // bands are made for the full scale
    expect(new Set(experiment.claims.map(({ id }) => id)).size).toBe(experiment.claims.length)
  })

  it('ends when it is told to', async () => {
    const reason = new Error('enough')
    const context = { scale: SMALL, seed: 5, signal: AbortSignal.abort(reason), progress: () => {} }
    await expect(experiment.run(context)).rejects.toBe(reason)
  })
})

describe('two nodes that relay blocks', () => {
  it('take the half round trips of BIP152, and its bytes', () => {
    const pair = new BlockPair(1)
    const items = pair.transactions(100, 300)
    for (const relay of [pair.finder, pair.receiver]) for (const item of items) relay.offer(item)
    expect(pair.send(items)).toBe(1.5)
    expect(pair.compactBytes).toBe(80 + 8 + 1 + 600 + 1)
    for (const item of items) pair.finder.offer(item)
    expect(pair.send(items)).toBe(1.5) // it comes unasked, but all is missing
  })
})

describe('a network with stems', () => {
  it('brings each message to all, by a stem of at least one hop, and spies hear of it', () => {
    const network = new StemNetwork({ seed: 1, nodes: 50, chosen: 4, stems: true, spyShare: 0.2 })
    const sender = Array.from({ length: 50 }, (_, i) => i).find((node) => !network.spies.has(node)) as number
    expect(network.send(sender)).toBe(0)
    network.sim.run(120_000)
    expect([network.reached, network.spies.size]).toEqual([[50], 10])
    expect(network.stemHops[0]).toBeGreaterThan(0)
    expect(network.spies.has(network.firstTold[0] as number)).toBe(false)
  })

  it('brings it to all though most swallow stems, after the embargo', () => {
    const network = new StemNetwork({ seed: 1, nodes: 50, chosen: 4, stems: true, holeShare: 0.9 })
    const sender = Array.from({ length: 50 }, (_, i) => i).find((node) => !network.holes.has(node)) as number
    network.send(sender)
    network.sim.run(9000)
    expect(network.reached[0]).toBe(1)
    network.sim.run(600_000)
    expect(network.reached[0]).toBe(50)
  })
})

describe('precision', () => {
  it('is one for guesses that are right and single, and less for who is guessed for everything', () => {
    expect(precisionOf([3, 4, 5], [3, 4, 5])).toEqual({ precision: 1, recall: 1 })
    expect(precisionOf([3, 4, 5], [3, 3, 3])).toEqual({ precision: 1 / 9, recall: 1 / 3 })
    expect(precisionOf([3, 4], [undefined, 3])).toEqual({ precision: 0, recall: 0 })
  })
})

describe('a random graph', () => {
  it('is symmetric, without loops, and as large as it should be', () => {
    const graph = randomGraph(3, 40, 5)
    for (const [node, peers] of graph.entries()) {
      expect(peers.length).toBeGreaterThanOrEqual(5)
      expect(new Set(peers).size).toBe(peers.length)
      for (const peer of peers) expect(graph[peer]).toContain(node)
      expect(peers).not.toContain(node)
    }
    expect(neighboursOf(graph, 0 as never).neighbours).toBe(graph[0])
    expect(randomGraph(3, 4, 5).map((peers) => peers.length)).toEqual([3, 3, 3, 3])
  })
})
