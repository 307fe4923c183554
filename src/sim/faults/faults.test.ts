import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import { Rng } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { Simulation } from '../engine/simulation.ts'
import { applySchedule } from './apply-schedule.ts'
import { checkSchedule } from './check-schedule.ts'
import type { Fault, FaultSchedule } from './fault.ts'
import { RANDOM_FAULTS, randomSchedule, type RandomScheduleOptions } from './random-schedule.ts'

const restart = (env: Env): SimDiary => new SimDiary(env)

function simOf(nodes: number, schedule: FaultSchedule = []): Simulation {
  const sim = new Simulation({ seed: 1, network: { latency: 10 } })
  for (let i = 0; i < nodes; i++) sim.addNode(restart)
  applySchedule(sim, schedule, { restart })
  return sim
}

/** The states of all nodes at each of these times. */
function states(sim: Simulation, ...times: readonly number[]): string[] {
  return times.map((time) => {
    sim.run(time - sim.now)
    return sim.nodes.map(({ state }) => state).join(' ')
  })
}

/** Whether node 0 reaches node 1, and node 1 node 0, at each of these times. */
function links(sim: Simulation, ...times: readonly number[]): string[] {
  return times.map((time) => {
    sim.run(time - sim.now)
    return [
      [0, 1],
      [1, 0],
    ]
      .map(([from, to]) => delayOf(sim, from as number, to as number))
      .join(' ')
  })
}

function delayOf(sim: Simulation, from: number, to: number): number {
  return sim.network.datagramDelay(from as PeerId, to as PeerId, 0, 0)
}

const options: fc.Arbitrary<RandomScheduleOptions> = fc.record({
  nodes: fc.integer({ min: 1, max: 60 }),
  durationMs: fc.integer({ min: 1, max: 200_000 }),
  intensity: fc.double({ min: 0, max: 200, noNaN: true }),
  minFaultMs: fc.integer({ min: 1, max: 5000 }),
  restarts: fc.boolean(),
  maxShare: fc.double({ min: 0, max: 1, noNaN: true }),
  kinds: fc.subarray([...RANDOM_FAULTS], { minLength: 1 }),
  waiting: fc.double({ min: 0, max: 1, noNaN: true }),
  repeated: fc.double({ min: 0, max: 1, noNaN: true }),
})

/** When a fault begins for the last time, at the latest. */
function lastBegin({ at, when, every }: Fault): number {
  return (when?.untilMs ?? at) + (every === undefined ? 0 : ((every.times ?? 1) - 1) * every.periodMs)
}

/** Every node that a fault names. */
function nodesOf(fault: Fault): readonly number[] {
  if (fault.kind === 'partition' || fault.kind === 'flapping') return fault.groups.flat()
  const { nodes = [], from = [], to = [] } = fault as { nodes?: number[]; from?: number[]; to?: number[] }
  return [...nodes, ...from, ...to]
}

describe('a random schedule', () => {
  it('begins and ends every fault in time, and names nodes that there are', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), options, (seed, wanted) => {
        for (const fault of randomSchedule(new Rng(seed), wanted)) {
          const durationMs = 'durationMs' in fault ? (fault.durationMs ?? 0) : 0
          expect(fault.at).toBeGreaterThanOrEqual(0)
          expect(lastBegin(fault)).toBeGreaterThanOrEqual(fault.at)
          expect(lastBegin(fault) + durationMs).toBeLessThanOrEqual(wanted.durationMs)
          expect(() => checkSchedule([fault])).not.toThrow()
          if (durationMs > 0)
            expect(durationMs).toBeGreaterThanOrEqual(Math.min(wanted.minFaultMs ?? 1000, wanted.durationMs))
          for (const node of nodesOf(fault)) expect(node >= 0 && node < wanted.nodes).toBe(true)
        }
      }),
    )
  })

  it('has as many faults as were asked for, in order of time, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), options, (seed, wanted) => {
        const schedule = randomSchedule(new Rng(seed), wanted)
        expect(schedule).toHaveLength(Math.round((wanted.intensity * wanted.durationMs) / 60_000))
        expect(schedule.map(({ at }) => at)).toEqual(schedule.map(({ at }) => at).sort((a, b) => a - b))
        expect(randomSchedule(new Rng(seed), wanted)).toEqual(schedule)
      }),
    )
  })

  it('has faults that wait and faults that come again, as many as were asked for', () => {
    const wanted = { nodes: 20, durationMs: 600_000, intensity: 60 }
    const schedule = randomSchedule(new Rng(3), { ...wanted, waiting: 0.3, repeated: 0.5 })
    const waiting = schedule.filter(({ when }) => when !== undefined)
    const repeated = schedule.filter(({ every }) => every !== undefined)
    expect(waiting.length / schedule.length).toBeCloseTo(0.3, 1)
    expect(repeated.length / schedule.length).toBeGreaterThan(0.15) // late ones have no time for it
    expect(repeated.length / schedule.length).toBeLessThan(0.4)
    expect(randomSchedule(new Rng(3), wanted).some((fault) => 'when' in fault || 'every' in fault)).toBe(false)
  })

  it('survives JSON', () => {
    const schedule = randomSchedule(new Rng(1), { nodes: 9, durationMs: 600_000, intensity: 10 })
    expect(JSON.parse(JSON.stringify(schedule))).toEqual(schedule)
  })

  it('crashes or pauses no more nodes at once than their share, and splits all nodes in two', () => {
    const schedule = randomSchedule(new Rng(3), { nodes: 20, durationMs: 600_000, intensity: 60, maxShare: 0.2 })
    expect(new Set(schedule.map(({ kind }) => kind)).size).toBe(6)
    for (const fault of schedule) {
      if (fault.kind === 'crash' || fault.kind === 'pause') expect(fault.nodes.length).toBeLessThanOrEqual(4)
      if (fault.kind !== 'partition') continue
      expect(fault.groups.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
      expect(Math.min(...fault.groups.map(({ length }) => length))).toBeGreaterThan(0)
    }
  })

  it('has crashes without an end if nothing restarts', () => {
    const schedule = randomSchedule(new Rng(3), { nodes: 20, durationMs: 600_000, intensity: 60, restarts: false })
    const crashes = schedule.filter(({ kind }) => kind === 'crash')
    expect(crashes.length).toBeGreaterThan(50)
    for (const crash of crashes) expect(crash).not.toHaveProperty('durationMs')
  })

  it('leaves every node up and every link open when it is over', () => {
    for (let seed = 0; seed < 20; seed++) {
      const sim = simOf(
        8,
        randomSchedule(new Rng(seed), { nodes: 8, durationMs: 60_000, intensity: 40, kinds: RANDOM_FAULTS }),
      )
      sim.run(60_001)
      expect(sim.nodes.map(({ state }) => state)).toEqual(new Array<string>(8).fill('up'))
      expect(delayOf(sim, 0, 1)).toBe(10)
      expect(sim.nodes.some(({ isBusy }) => isBusy)).toBe(false)
    }
  })

  it('has every kind that was asked for, and no other', () => {
    const wanted = { nodes: 20, durationMs: 600_000, intensity: 60 }
    const kinds = (schedule: FaultSchedule): Set<string> => new Set(schedule.map(({ kind }) => kind))
    expect(kinds(randomSchedule(new Rng(3), { ...wanted, kinds: RANDOM_FAULTS }))).toEqual(new Set(RANDOM_FAULTS))
    expect(kinds(randomSchedule(new Rng(3), { ...wanted, kinds: ['hold', 'cpu'] }))).toEqual(new Set(['hold', 'cpu']))
  })

  it('that cannot be is refused by the name of the field', () => {
    const wrong = {
      nodes: 0,
      durationMs: 0,
      intensity: -1,
      minFaultMs: -1,
      maxShare: 2,
      kinds: [],
      waiting: 2,
      repeated: -1,
    }
    for (const [field, value] of Object.entries(wrong)) {
      const wanted = { nodes: 5, durationMs: 1000, intensity: 1, [field]: value }
      expect(() => randomSchedule(new Rng(1), wanted)).toThrow(`${field}: `)
    }
    const kinds = ['crash', 'heal'] as unknown as typeof RANDOM_FAULTS
    expect(() => randomSchedule(new Rng(1), { nodes: 5, durationMs: 1000, intensity: 1, kinds })).toThrow(
      /kinds: .* heal/,
    )
  })
})

describe('applying a schedule', () => {
  it('crashes nodes, and starts new processes when that is over', () => {
    const sim = simOf(2, [{ kind: 'crash', at: 10, durationMs: 20, nodes: [1] }])
    expect(states(sim, 9, 10, 29, 30)).toEqual(['up up', 'up crashed', 'up crashed', 'up up'])
    expect(sim.nodes.map(({ processes }) => processes)).toEqual([1, 2])
  })

  it('pauses nodes and lets them go on', () => {
    const sim = simOf(2, [{ kind: 'pause', at: 10, durationMs: 20, nodes: [0, 1] }])
    expect(states(sim, 9, 10, 30)).toEqual(['up up', 'paused paused', 'up up'])
    expect(sim.nodes.map(({ processes }) => processes)).toEqual([1, 1])
  })

  it('lasts until something else ends it, if it has no duration', () => {
    const sim = simOf(2, [
      { kind: 'crash', at: 10, nodes: [0] },
      { kind: 'pause', at: 10, nodes: [1] },
      { kind: 'cut', at: 10, from: [0], to: [1] },
      { kind: 'restart', at: 1000, nodes: [0, 1] },
      { kind: 'resume', at: 2000, nodes: [0, 1] },
      { kind: 'heal', at: 3000 },
    ])
    expect(states(sim, 999, 1000, 2000)).toEqual(['crashed paused', 'up paused', 'up up'])
    expect(links(sim, 2999, 3000)).toEqual(['-1 10', '10 10'])
    expect(sim.nodes.map(({ processes }) => processes)).toEqual([2, 1])
  })

  it('cuts, splits, loses and delays, each for its time', () => {
    const sim = simOf(2, [
      { kind: 'cut', at: 100, durationMs: 50, from: [0], to: [1] },
      { kind: 'partition', at: 200, durationMs: 50, groups: [[0], [1]] },
      { kind: 'loss', at: 300, durationMs: 50, probability: 1, to: [0] },
      { kind: 'latency', at: 400, durationMs: 50, latencyMs: 5, from: [0] },
    ])
    expect(links(sim, 100, 150, 200, 250, 300, 350, 400, 450)).toEqual([
      '-1 10',
      '10 10',
      '-1 -1',
      '10 10',
      '10 -1',
      '10 10',
      '15 10',
      '10 10',
    ])
  })

  it('takes back only its own part of faults that overlap', () => {
    const sim = simOf(2, [
      { kind: 'partition', at: 100, durationMs: 100, groups: [[0], [1]] },
      { kind: 'cut', at: 150, durationMs: 100, from: [0], to: [1] },
    ])
    expect(links(sim, 150, 200, 250)).toEqual(['-1 -1', '-1 10', '10 10'])
  })

  it('does nothing to what is already as it would be, nor takes that back', () => {
    const sim = simOf(1, [
      { kind: 'crash', at: 10, durationMs: 90, nodes: [0] },
      { kind: 'crash', at: 20, durationMs: 10, nodes: [0] },
      { kind: 'pause', at: 40, durationMs: 10, nodes: [0] },
    ])
    expect(states(sim, 30, 50, 99, 100)).toEqual(['crashed', 'crashed', 'crashed', 'up'])
  })

  it('does not end a later fault of another', () => {
    const sim = simOf(1, [
      { kind: 'crash', at: 10, durationMs: 90, nodes: [0] },
      { kind: 'restart', at: 20, nodes: [0] },
      { kind: 'crash', at: 30, durationMs: 200, nodes: [0] },
      { kind: 'pause', at: 310, durationMs: 90, nodes: [0] },
      { kind: 'resume', at: 320, nodes: [0] },
      { kind: 'pause', at: 330, durationMs: 200, nodes: [0] },
    ])
    expect(states(sim, 25, 100, 229, 230)).toEqual(['up', 'crashed', 'crashed', 'up'])
    expect(states(sim, 325, 400, 529, 530)).toEqual(['up', 'paused', 'paused', 'up'])
  })

  it('passes over nodes that there are not', () => {
    const sim = simOf(1, [{ kind: 'crash', at: 10, durationMs: 10, nodes: [0, 5] }])
    expect(states(sim, 10, 20)).toEqual(['crashed', 'up'])
  })

  it('flaps: cuts and opens by turns, and is open in the end', () => {
    const fault = { kind: 'flapping', at: 100, durationMs: 95, cutMs: 20, openMs: 10 } as const
    const sim = simOf(2, [{ ...fault, groups: [[0], [1]] }])
    expect(links(sim, 100, 119, 120, 129, 130, 149, 150, 190, 194, 195, 300)).toEqual(
      ['-', '-', '+', '+', '-', '-', '+', '-', '-', '+', '+'].map((sign) => (sign === '+' ? '10 10' : '-1 -1')),
    )
  })

  it('flaps no more once the network has healed', () => {
    const sim = simOf(2, [
      { kind: 'flapping', at: 100, groups: [[0], [1]], cutMs: 20, openMs: 10 },
      { kind: 'heal', at: 165 },
    ])
    expect(links(sim, 164, 165, 195, 1000)).toEqual(['-1 -1', '10 10', '10 10', '10 10'])
    expect(sim.pending.events).toBe(0)
  })

  it('can be a partition that is not transitive', () => {
    const sim = simOf(6, [{ kind: 'ring', at: 0, durationMs: 100, nodes: [0, 1, 2, 3, 4], reach: 1 }])
    const reached = (from: number): number[] => [0, 1, 2, 3, 4, 5].filter((to) => delayOf(sim, from, to) >= 0)
    sim.run(50)
    expect([0, 2, 5].map(reached)).toEqual([
      [0, 1, 4, 5],
      [1, 2, 3, 5],
      [0, 1, 2, 3, 4, 5],
    ])
    sim.run(50)
    expect(reached(0)).toHaveLength(6)
  })

  it('holds mail, cuts processors short and sets clocks wrong, each for its time', () => {
    const sim = simOf(2, [
      { kind: 'hold', at: 10, durationMs: 20, nodes: [0] },
      { kind: 'cpu', at: 20, durationMs: 20, nodes: [1], share: 0.5 },
      { kind: 'clock', at: 100, durationMs: 100, nodes: [1], driftPpm: 100_000, jumpMs: 1000 },
    ])
    const busy = [9, 10, 29, 30, 39, 40].map((time) => {
      sim.run(time - sim.now)
      return sim.nodes.map(({ isBusy }) => Number(isBusy)).join('')
    })
    expect(busy).toEqual(['00', '10', '11', '01', '01', '00'])
    sim.run(260)
    expect(sim.nodes.map(({ clockMs }) => Math.round(clockMs))).toEqual([300, 1310])
  })
})
