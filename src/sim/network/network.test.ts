import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { KeyedDraws } from './keyed-draws.ts'
import { type Latency, latencySampler } from './latency.ts'
import { Network, type NetworkOptions, RETRANSMIT_MS } from './network.ts'

const [A, B, C] = [0 as PeerId, 1 as PeerId, 2 as PeerId]
const DRAWS = 20_000

/** So many latencies, sorted. */
function latencies(latency: Latency): number[] {
  const [sample, rng] = [latencySampler(latency), new Rng(1)]
  return Array.from({ length: DRAWS }, () => sample(A, B, () => rng.next())).sort((a, b) => a - b)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The delays of datagrams from A to B, one a tick; −1 for a lost one. */
function delays(network: Network, count = DRAWS): number[] {
  return Array.from({ length: count }, (_, tick) => network.datagramDelay(A, B, tick, 0))
}

function lossOf(network: Network): number {
  return delays(network).filter((delay) => delay < 0).length / DRAWS
}

function networkOf(options: NetworkOptions = {}, seed = 1): Network {
  return new Network({ latency: 10, ...options }, seed)
}

describe('latency', () => {
  it('is constant if it is a number', () => {
    expect(new Set(latencies(3))).toEqual(new Set([3]))
  })

  it('is uniform between its bounds', () => {
    const drawn = latencies({ kind: 'uniform', minMs: 2, maxMs: 6 })
    expect(drawn[0]).toBeGreaterThanOrEqual(2)
    expect(drawn.at(-1)).toBeLessThan(6)
    expect(mean(drawn)).toBeCloseTo(4, 1)
    expect(drawn[DRAWS / 4]).toBeCloseTo(3, 1)
  })

  it('is log-normal with its median, the right mean, and never above its bound', () => {
    const drawn = latencies({ kind: 'log-normal', medianMs: 10, sigma: 0.5 })
    expect((drawn[DRAWS / 2] as number) / 10).toBeCloseTo(1, 1)
    expect(mean(drawn) / (10 * Math.exp(0.125))).toBeCloseTo(1, 1)
    expect(latencies({ kind: 'log-normal', medianMs: 10, sigma: 0.5, maxMs: 12 }).at(-1)).toBe(12)
  })

  it('may be a function of both ends', () => {
    const network = networkOf({ latency: (from, to) => from * 10 + to })
    expect([network.datagramDelay(B, C, 0, 0), network.datagramDelay(C, B, 0, 0)]).toEqual([12, 21])
  })

  it('cannot be negative or upside down', () => {
    const wrong: Latency[] = [
      -1,
      Number.NaN,
      { kind: 'uniform', minMs: 2, maxMs: 1 },
      { kind: 'uniform', minMs: -1, maxMs: 1 },
    ]
    for (const latency of [...wrong, { kind: 'log-normal', medianMs: 0, sigma: 1 } as const])
      expect(() => latencySampler(latency)).toThrow(RangeError)
    expect(() => networkOf().addLatency(-1)).toThrow(RangeError)
    expect(() => networkOf({ jitterMs: -1 })).toThrow(RangeError)
  })

  it('that a function or a rule makes negative counts as none: it is no loss', () => {
    expect(networkOf({ latency: () => -5 }).datagramDelay(A, B, 0, 0)).toBe(0)
    const network = networkOf()
    network.addRule(() => ({ latencyMs: -50 }))
    expect(network.datagramDelay(A, B, 0, 0)).toBe(0)
  })

  it('has jitter on top', () => {
    const drawn = delays(networkOf({ jitterMs: 4 }))
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...drawn)).toBeLessThan(14)
    expect(mean(drawn)).toBeCloseTo(12, 1)
  })

  it('grows by what is added, on the links that are meant, until it is undone', () => {
    const network = networkOf()
    const undo = network.addLatency(5, [A], [B])
    network.addLatency(7)
    expect([network.datagramDelay(A, B, 0, 0), network.datagramDelay(B, A, 0, 0)]).toEqual([22, 17])
    undo()
    expect(network.datagramDelay(A, B, 0, 0)).toBe(17)
  })
})

describe('loss', () => {
  it('has the rate that was asked for', () => {
    for (const loss of [0, 0.1, 0.5, 1]) expect(Math.abs(lossOf(networkOf({ loss })) - loss)).toBeLessThan(0.02)
  })

  it('adds up as independent chances do', () => {
    const network = networkOf({ loss: 0.2 })
    network.addLoss(0.5, [A])
    expect(Math.abs(lossOf(network) - 0.6)).toBeLessThan(0.02)
  })

  it('is a probability', () => {
    for (const loss of [-0.1, 1.1, Number.NaN]) {
      expect(() => networkOf({ loss })).toThrow(RangeError)
      expect(() => networkOf({ duplication: loss })).toThrow(RangeError)
      expect(() => networkOf().addLoss(loss)).toThrow(RangeError)
    }
  })

  it('delays streams by retransmissions, doubled each time, and loses none', () => {
    const network = networkOf({ loss: 0.5 })
    const drawn = Array.from({ length: DRAWS }, (_, tick) => network.streamDelay(A, B, tick, 0) - 10)
    const steps = [0, 1, 3, 7, 15, 31, 63].map((waits) => waits * RETRANSMIT_MS)
    expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual(steps)
    expect(drawn.filter((delay) => delay === 0).length / DRAWS).toBeCloseTo(0.5, 1)
    expect(drawn.filter((delay) => delay === RETRANSMIT_MS).length / DRAWS).toBeCloseTo(0.25, 1)
  })

  it('leaves the other draws of a message as they were', () => {
    const options: NetworkOptions = { latency: { kind: 'uniform', minMs: 1, maxMs: 9 }, jitterMs: 3 }
    const calm = delays(networkOf(options), 2000)
    const rough = delays(networkOf({ ...options, loss: 0.3 }), 2000)
    for (const [i, delay] of rough.entries()) if (delay >= 0) expect(delay).toBe(calm[i])
  })
})

describe('corruption', () => {
  it('befalls its share of the datagrams, on the links it is said of, and moves no other draw', () => {
    const network = networkOf({ loss: 0.1, corruption: 0.2 })
    const undo = network.addCorruption(0.5, [A])
    const corrupted = (from: PeerId, to: PeerId, tick: number): boolean => {
      network.datagramDelay(from, to, tick, 0)
      return network.corruptionDraws('first') !== undefined
    }
    const share = (from: PeerId, to: PeerId): number =>
      Array.from({ length: DRAWS }, (_, tick) => corrupted(from, to, tick)).filter(Boolean).length / DRAWS
    expect(share(A, B)).toBeCloseTo(0.6, 1)
    expect(share(B, A)).toBeCloseTo(0.2, 1)
    undo()
    expect(share(A, B)).toBeCloseTo(0.2, 1)
    expect(delays(network)).toEqual(delays(networkOf({ loss: 0.1 })))
  })

  it('befalls each copy of a datagram by its own chance', () => {
    const network = networkOf({ corruption: 0.5 })
    const fates = Array.from({ length: DRAWS }, (_, tick) => {
      network.datagramDelay(A, B, tick, 0)
      return (['first', 'second'] as const).map((copy) => network.corruptionDraws(copy) === undefined)
    })
    const differing = fates.filter(([first, second]) => first !== second)
    expect(differing.length / DRAWS).toBeCloseTo(0.5, 1)
  })

  it('is a probability', () => {
    for (const corruption of [-0.1, 1.1, Number.NaN]) {
      expect(() => networkOf({ corruption })).toThrow(/network\.corruption/)
      expect(() => networkOf().addCorruption(corruption)).toThrow(/corruption/)
    }
  })
})

describe('duplication', () => {
  it('has the rate that was asked for, and a latency of its own', () => {
    const network = networkOf({ duplication: 0.25, latency: { kind: 'uniform', minMs: 1, maxMs: 2 } })
    let [twice, alike] = [0, 0]
    for (let tick = 0; tick < DRAWS; tick++) {
      const first = network.datagramDelay(A, B, tick, 0)
      const second = network.duplicateDelay(A, B)
      if (second >= 0) twice++
      if (second === first) alike++
    }
    expect(Math.abs(twice / DRAWS - 0.25)).toBeLessThan(0.02)
    expect(alike).toBe(0)
  })
})

describe('cuts', () => {
  const passes = (network: Network): string =>
    [
      [A, B],
      [B, A],
      [A, C],
      [C, A],
      [B, C],
      [C, B],
    ]
      .map(([from, to]) => (network.isCut(from as PeerId, to as PeerId, 'stream') ? '-' : '+'))
      .join('')

  it('go one way or both ways, and end with their undo', () => {
    const network = networkOf()
    const undoCut = network.cut([A], [B, C])
    expect(passes(network)).toBe('-+-+++')
    expect(network.datagramDelay(A, B, 0, 0)).toBe(-1)
    undoCut()
    const undoPartition = network.partition([A, B], [C])
    expect(passes(network)).toBe('++----')
    undoPartition()
    expect(passes(network)).toBe('++++++')
    expect(network.datagramDelay(A, B, 0, 0)).toBe(10)
  })

  it('end only their own effect, and a second undo does nothing', () => {
    const network = networkOf()
    const [first, second] = [network.partition([A], [B]), network.partition([A], [B])]
    first()
    first()
    expect(passes(network)).toBe('--++++')
    second()
    expect(passes(network)).toBe('++++++')
    const third = network.cut([A], [B])
    second()
    expect(passes(network)).toBe('-+++++')
    third()
    expect(passes(network)).toBe('++++++')
  })

  it('may be the same rule twice', () => {
    const network = networkOf()
    const rule = (): 'drop' => 'drop'
    const undo = network.addRule(rule)
    network.addRule(rule)
    undo()
    undo()
    expect(passes(network)).toBe('------')
  })

  it('all end when the network heals, whose undo is harmless then', () => {
    const network = networkOf({ loss: 0.1 })
    const undos = [network.cut([A], [B]), network.addLoss(1), network.addLatency(99)]
    network.heal()
    expect(Math.abs(lossOf(network) - 0.1)).toBeLessThan(0.02)
    const undo = network.cut([A], [B])
    for (const old of undos) old()
    expect(passes(network)).toBe('-+++++')
    undo()
  })

  it('may be for datagrams only', () => {
    const network = networkOf()
    network.addRule((_from, _to, channel) => (channel === 'datagram' ? 'drop' : 'pass'))
    expect([network.isCut(A, B, 'datagram'), network.isCut(A, B, 'stream')]).toEqual([true, false])
  })
})

describe('keyed draws', () => {
  const draw = (seed: number, ...key: [number, number, number, number]): number => {
    const draws = new KeyedDraws(seed)
    draws.aim(...key)
    return draws.purpose(0)()
  }

  it('depend on each part of their key and on nothing else', () => {
    const keys = fc.tuple(fc.maxSafeNat(), fc.nat(1000), fc.nat(1000), fc.nat(2 ** 31 - 1), fc.nat(50))
    fc.assert(
      fc.property(keys, fc.nat(4), ([seed, from, to, tick, place], part) => {
        const key = [from, to, tick, place] as [number, number, number, number]
        const other = [...key] as typeof key
        if (part < 4) other[part] = (other[part] as number) + 1
        expect(draw(seed, ...key)).toBe(draw(seed, ...key))
        expect(draw(part === 4 ? seed - 1 : seed, ...other)).not.toBe(draw(seed, ...key))
      }),
    )
  })

  it('are uniform over the ticks of one link', () => {
    const counts = new Float64Array(16)
    for (let tick = 0; tick < 16_000; tick++) {
      const cell = draw(7, 1, 2, tick, 0) >>> 28
      counts[cell] = (counts[cell] as number) + 1
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(chiSquare).toBeLessThan(15 + 5 * Math.sqrt(30))
  })
})
