import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { SimNode } from '../engine/sim-node.ts'
import { Simulation } from '../engine/simulation.ts'
import { type Latency, latencySampler } from './latency.ts'
import { lossSampler } from './loss.ts'
import { Network, type NetworkOptions } from './network.ts'

const [A, B] = [0 as PeerId, 1 as PeerId]
const DRAWS = 20_000

function draws(latency: Latency, from = A, to = B): number[] {
  const [sample, rng] = [latencySampler(latency), new Rng(1)]
  return Array.from({ length: DRAWS }, () => sample(from, to, () => rng.next()))
}

function counts(values: readonly number[]): Record<number, number> {
  const found: Record<number, number> = {}
  for (const value of values) found[value] = (found[value] ?? 0) + 1
  return found
}

describe('measured latencies', () => {
  it('are drawn as often as they were measured', () => {
    const drawn = counts(draws({ kind: 'samples', samplesMs: [1, 1, 1, 9] }))
    expect(Object.keys(drawn)).toEqual(['1', '9'])
    expect(Math.abs((drawn[9] as number) / DRAWS - 0.25)).toBeLessThan(0.02)
  })
})

describe('latency between zones', () => {
  const zones: Latency = {
    kind: 'zones',
    zones: [0, 1],
    between: [
      [1, 40],
      [{ kind: 'uniform', minMs: 50, maxMs: 60 }, 2],
    ],
  }

  it('is that of the two zones, each direction its own', () => {
    const one = (from: number, to: number): number => draws(zones, from as PeerId, to as PeerId)[0] as number
    expect([one(0, 0), one(0, 1), one(1, 1), one(2, 3), one(4, 2)]).toEqual([1, 40, 2, 40, 1])
    expect(one(1, 0)).toBeGreaterThanOrEqual(50)
  })
})

describe('loss in bursts', () => {
  const bursts = lossSampler({ kind: 'bursts', goodMs: 900, badMs: 100, goodLoss: 0.01 }, 5)
  /** The state every ms for 10 minutes: true is bad. */
  const states = Array.from({ length: 600_000 }, (_, ms) => bursts(0, 1, ms * 1000) === 1)

  it('has the long-run share and the mean length that were asked for', () => {
    const bad = states.filter(Boolean).length
    const starts = states.filter((isBad, ms) => isBad && states[ms - 1] === false).length
    expect(Math.abs(bad / states.length - 0.1)).toBeLessThan(0.025)
    expect(Math.abs(bad / starts - 100)).toBeLessThan(25)
  })

  it('loses by the rate of the state', () => {
    expect(new Set(states.map((_, ms) => bursts(0, 1, ms * 1000)))).toEqual(new Set([0.01, 1]))
  })

  it('is a matter of the link and the time alone, whoever asks how often', () => {
    const again = lossSampler({ kind: 'bursts', goodMs: 900, badMs: 100, goodLoss: 0.01 }, 5)
    for (const ms of [599_999, 3, 77_000]) expect(again(0, 1, ms * 1000) === 1).toBe(states[ms])
    expect(states.some((isBad, ms) => isBad !== (bursts(1, 0, ms * 1000) === 1))).toBe(true)
  })
})

describe('reordering', () => {
  it('holds back the share that was asked for, up to its time, and moves no other draw', () => {
    const options: NetworkOptions = { latency: { kind: 'uniform', minMs: 1, maxMs: 9 }, jitterMs: 2, loss: 0.1 }
    const calm = new Network(options, 1)
    const network = new Network({ ...options, reordering: { probability: 0.2, maxMs: 50 } }, 1)
    const extra = Array.from(
      { length: DRAWS },
      (_, tick) => network.datagramDelay(A, B, tick, 0) - calm.datagramDelay(A, B, tick, 0),
    )
    const held = extra.filter((ms) => ms > 0)
    expect(Math.min(...extra)).toBe(0)
    expect(Math.abs(held.length / DRAWS - 0.2 * 0.9)).toBeLessThan(0.02)
    expect(Math.max(...held)).toBeLessThan(50)
    expect(Math.max(...held)).toBeGreaterThan(48)
  })
})

/** What node 1 has read. */
function read(sim: Simulation): string[] {
  const { layer } = sim.nodes[1] as SimNode
  return (layer as SimDiary).lines
}

describe('bandwidth', () => {
  const network = { latency: 10, bandwidth: { bytesPerSecond: 1000, headerBytes: 0, queueBytes: 250 } }

  function burst(count: number, channel: 'datagram' | 'stream'): Simulation {
    const sim = new Simulation({ seed: 1, network, sizeOf: () => 100 })
    const send = (env: SimDiary['env']): void => {
      for (let i = 0; i < count; i++) env.send(B, { tag: 99 }, channel)
    }
    sim.addNode((env) => new SimDiary(env, { onStart: send }))
    sim.addNode((env) => new SimDiary(env))
    sim.run(5000)
    return sim
  }

  it('sends one message after the other', () => {
    const sim = burst(3, 'datagram')
    expect(read(sim)).toEqual([110, 210, 310].map((ms) => `${ms} message 99 from 0`))
  })

  it('loses datagrams that find the queue full, and no stream', () => {
    expect(burst(6, 'datagram').counters).toMatchObject({ datagramsDelivered: 3, datagramsLost: 3 })
    expect(read(burst(6, 'stream'))).toHaveLength(6)
  })

  it('of one node is its own', () => {
    const both = new Network(network, 1)
    expect([both.sendingDelay(A, 0, 100, 'datagram'), both.sendingDelay(B, 0, 50, 'datagram')]).toEqual([100, 50])
    expect(both.sendingDelay(A, 40_000, 100, 'datagram')).toBe(160)
    expect(both.sendingDelay(A, 900_000, 100, 'datagram')).toBe(100)
  })
})

describe('options of the network', () => {
  it('that cannot be are refused by the name of the field', () => {
    const wrong: [string, NetworkOptions][] = [
      ['network.latency', { latency: -1 }],
      ['network.latency.maxMs', { latency: { kind: 'uniform', minMs: 2, maxMs: 1 } }],
      ['network.latency.medianMs', { latency: { kind: 'log-normal', medianMs: 0, sigma: 1 } }],
      ['network.latency.samplesMs', { latency: { kind: 'samples', samplesMs: [] } }],
      ['network.latency.samplesMs[1]', { latency: { kind: 'samples', samplesMs: [1, -1] } }],
      ['network.latency.between[0][1]', { latency: { kind: 'zones', zones: [0, 1], between: [[1], [1, 1]] } }],
      ['network.latency.between[0][0].minMs', { latency: { kind: 'zones', zones: [0], between: [[BAD_LINK]] } }],
      ['network.latency.zones[0]', { latency: { kind: 'zones', zones: [0.5], between: [[1]] } }],
      ['network.jitterMs', { jitterMs: Number.NaN }],
      ['network.loss', { loss: 1.5 }],
      ['network.loss.badMs', { loss: { kind: 'bursts', goodMs: 1, badMs: 0 } }],
      ['network.loss.goodLoss', { loss: { kind: 'bursts', goodMs: 1, badMs: 1, goodLoss: 2 } }],
      ['network.duplication', { duplication: -0.1 }],
      ['network.reordering.probability', { reordering: { probability: 2, maxMs: 1 } }],
      ['network.reordering.maxMs', { reordering: { probability: 1, maxMs: -1 } }],
      ['network.bandwidth.bytesPerSecond', { bandwidth: { bytesPerSecond: 0 } }],
      ['network.bandwidth.queueBytes', { bandwidth: { bytesPerSecond: 1, queueBytes: 1.5 } }],
      ['network.streamTimeoutMs', { streamTimeoutMs: 0 }],
      ['network.receiveBuffer', { receiveBuffer: -1 }],
    ]
    for (const [field, options] of wrong) expect(() => new Network(options, 1), field).toThrow(`${field}: `)
  })

  it('that come from a file may be anything at all, and are refused by the name of the field too', () => {
    const wrong: [string, Record<string, unknown>][] = [
      ['network.latency', { latency: null }],
      ['network.latency', { latency: '5 ms' }],
      ['network.latency.kind', { latency: {} }],
      ['network.latency.kind', { latency: { kind: 'zones?' } }],
      ['network.latency.minMs', { latency: { kind: 'uniform', minMs: '1', maxMs: 2 } }],
      ['network.latency.samplesMs', { latency: { kind: 'samples' } }],
      ['network.latency.samplesMs[0]', { latency: { kind: 'samples', samplesMs: ['1'] } }],
      ['network.latency.zones', { latency: { kind: 'zones', between: [] } }],
      ['network.latency.between', { latency: { kind: 'zones', zones: [0] } }],
      ['network.latency.between[0]', { latency: { kind: 'zones', zones: [0], between: [7] } }],
      ['network.latency.between[0][0]', { latency: { kind: 'zones', zones: [0], between: [[null]] } }],
      ['network.jitterMs', { jitterMs: '3' }],
      ['network.loss', { loss: '0.1' }],
      ['network.loss.kind', { loss: {} }],
      ['network.duplication', { duplication: null }],
      ['network.reordering', { reordering: 0.1 }],
      ['network.bandwidth', { bandwidth: 1000 }],
      ['network.receiveBuffer', { receiveBuffer: '9' }],
    ]
    for (const [field, options] of wrong) {
      expect(() => new Network(options as NetworkOptions, 1), JSON.stringify(options)).toThrow(`${field}: `)
    }
  })
})

const BAD_LINK = { kind: 'uniform', minMs: -1, maxMs: 1 } as const
