import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import { checkSchedule } from './check-schedule.ts'
import { ddmin } from './ddmin.ts'
import type { Fault, FaultSchedule } from './fault.ts'
import { RANDOM_FAULTS, randomSchedule } from './random-schedule.ts'
import { shrink, type ShrinkCase, type ShrinkOptions, type ShrinkRun } from './shrink.ts'
import { withoutNodesFrom } from './smaller-fault.ts'

const BUG = 'always/calm'

/** So many pauses; the n-th is of node n, begins at second n and takes 16 s. */
function pauses(count: number): Fault[] {
  return Array.from({ length: count }, (_, i) => ({ kind: 'pause', at: 1000 * i, durationMs: 16_000, nodes: [i] }))
}

/** Fails as long as all of these nodes are paused, for at least so long. */
function failingWith(needed: readonly number[], leastMs = 0): (candidate: ShrinkCase) => ShrinkRun {
  return ({ schedule, nodes }) => {
    const paused = schedule.flatMap((fault) =>
      fault.kind === 'pause' && (fault.durationMs ?? 0) >= leastMs ? fault.nodes : [],
    )
    const isFailing = needed.every((node) => node < nodes && paused.includes(node))
    return { fingerprint: isFailing ? BUG : undefined, traceHash: JSON.stringify([schedule, nodes]) }
  }
}

function shrinkPauses(
  count: number,
  options: Partial<ShrinkOptions> & Pick<ShrinkOptions, 'run'>,
): ReturnType<typeof shrink> {
  return shrink({ schedule: pauses(count), nodes: count }, { fingerprint: BUG, ...options })
}

function nodesOf(schedule: FaultSchedule): unknown[] {
  return schedule.map((fault) => ('nodes' in fault ? fault.nodes[0] : undefined))
}

describe('ddmin', () => {
  it('finds exactly what is needed, for any need', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.array(fc.nat(39), { maxLength: 6 }), (length, picked) => {
        const needed = [...new Set(picked)].filter((item) => item < length).sort((a, b) => a - b)
        const all = Array.from({ length }, (_, i) => i)
        const reduced = ddmin(all, (part) => needed.every((item) => part.includes(item)))
        expect(reduced.isMinimal).toBe(true)
        if (needed.length > 0) expect(reduced.items).toEqual(needed)
        else expect(reduced.items.length).toBeLessThanOrEqual(length === 0 ? 0 : 1)
      }),
    )
  })

  it('ends 1-minimal where any two of three will do', () => {
    const { items, isMinimal } = ddmin(
      [0, 1, 2, 3, 4, 5, 6, 7],
      (part) => [1, 4, 6].filter((x) => part.includes(x)).length >= 2,
    )
    expect([items.length, isMinimal]).toEqual([2, true])
  })

  it('stops where it is told to, and says so', () => {
    let runs = 0
    const reduced = ddmin([0, 1, 2, 3, 4, 5, 6, 7], (part) =>
      ++runs > 3 ? undefined : part.includes(0) && part.includes(7),
    )
    expect(reduced.isMinimal).toBe(false)
  })
})

describe('the shrinker', () => {
  it('leaves the faults that are needed, and says that they are', () => {
    const shrunk = shrinkPauses(24, { run: failingWith([5, 17]) })
    expect(nodesOf(shrunk.schedule)).toEqual([5, 17])
    expect(shrunk).toMatchObject({ isMinimal: true, unsteady: 0, nodes: 24 })
  })

  it('leaves none if none is needed', () => {
    expect(shrinkPauses(24, { run: failingWith([]) }).schedule).toEqual([])
  })

  it('takes nodes away where the caller allows it, and only there', () => {
    expect(shrinkPauses(24, { run: failingWith([5, 11]), leastNodes: 3 }).nodes).toBe(12)
    expect(shrinkPauses(24, { run: failingWith([]), leastNodes: 3 }).nodes).toBe(3)
    expect(shrinkPauses(24, { run: failingWith([5, 11]) }).nodes).toBe(24)
  })

  it('turns knobs back as far as will do', () => {
    const knobs = { lag: 20, buffer: 1, isEager: false, drift: 1000 }
    const left = (...needed: readonly string[]): unknown => {
      const run = (candidate: ShrinkCase): ShrinkRun => ({
        fingerprint: needed.every((name) => name in (candidate.knobs ?? {})) ? BUG : undefined,
        traceHash: JSON.stringify(candidate),
      })
      const { isMinimal, ...shrunk } = shrink({ schedule: pauses(3), nodes: 9, knobs }, { fingerprint: BUG, run })
      return [isMinimal, shrunk.schedule, shrunk.knobs]
    }
    expect(left()).toEqual([true, [], {}])
    expect(left('buffer', 'drift')).toEqual([true, [], { buffer: 1, drift: 1000 }])
  })

  it('makes faults shorter, but no shorter than was asked', () => {
    const lasting = (least: number, leastDurationMs: number): unknown[] =>
      shrinkPauses(8, { run: failingWith([3], least), leastDurationMs }).schedule.map((fault) =>
        'durationMs' in fault ? fault.durationMs : undefined,
      )
    expect([lasting(3000, 1000), lasting(0, 1500), lasting(0, 20_000)]).toEqual([[4000], [1500], [16_000]])
  })

  it('makes a fault wait for nothing, and come as rarely and as punctually as will do', () => {
    const endless = { periodMs: 1000, jitterMs: 500 }
    const waiting: Fault = { kind: 'pause', at: 0, nodes: [0], when: { deaths: 1 }, every: endless }
    const left = (leastTimes: number): unknown[] => {
      const run = (candidate: ShrinkCase): ShrinkRun => {
        const times = candidate.schedule.map(({ every }) => (every === undefined ? 1 : (every.times ?? 1e9)))
        return { fingerprint: times.some((n) => n >= leastTimes) ? BUG : undefined, traceHash: 'the same' }
      }
      return [...shrink({ schedule: [waiting], nodes: 1 }, { fingerprint: BUG, run }).schedule]
    }
    const pause: Fault = { kind: 'pause', at: 0, nodes: [0] }
    expect(left(1)).toEqual([pause])
    expect(left(3)).toEqual([{ ...pause, every: { periodMs: 1000, times: 4 } }])
    expect(left(5000)).toEqual([{ ...pause, every: { periodMs: 1000 } }])
  })

  it('counts no candidate that violates another property', () => {
    const run = (candidate: ShrinkCase): ShrinkRun => {
      const fingerprint = candidate.schedule.length > 4 ? BUG : 'never/other'
      return { ...failingWith([])(candidate), fingerprint }
    }
    expect(shrinkPauses(16, { run }).schedule).toHaveLength(5)
  })

  it('counts no candidate that fails once and not the same way again', () => {
    let calls = 0
    const run = (candidate: ShrinkCase): ShrinkRun => {
      const { fingerprint, traceHash } = failingWith([5])(candidate)
      return { fingerprint, traceHash: candidate.schedule.length < 16 ? `${++calls}` : traceHash }
    }
    const shrunk = shrinkPauses(16, { run })
    expect(shrunk.schedule).toHaveLength(16)
    expect(shrunk.unsteady).toBeGreaterThan(0)
  })

  it('keeps within its runs, and says that it has not finished', () => {
    let calls = 0
    const fails = failingWith([1, 9, 14])
    const run = (candidate: ShrinkCase): ShrinkRun => {
      calls++
      return fails(candidate)
    }
    const shrunk = shrinkPauses(16, { run, maxRuns: 12 })
    expect([calls, shrunk.runs, shrunk.isMinimal]).toEqual([12, 12, false])
    expect(fails(shrunk).fingerprint).toBe(BUG)
  })

  it('refuses options that cannot be, by their names', () => {
    const wrong: Partial<ShrinkOptions>[] = [{ maxRuns: 1 }, { leastNodes: 0.5 }, { leastDurationMs: 0 }]
    for (const options of wrong) {
      const [field] = Object.keys(options)
      expect(() => shrinkPauses(4, { run: failingWith([]), ...options })).toThrow(`${field}: `)
    }
  })

  it('refuses a run that does not fail', () => {
    expect(() => shrinkPauses(4, { run: failingWith([99]) })).toThrow('does not fail twice by always/calm')
  })
})

describe('a fault in a smaller cluster', () => {
  it('names only nodes that are left, or is gone', () => {
    for (const fault of randomSchedule(new Rng(4), {
      nodes: 20,
      durationMs: 600_000,
      intensity: 60,
      kinds: RANDOM_FAULTS,
    })) {
      const {
        nodes = [],
        from = [],
        to = [],
        groups = [],
      } = (withoutNodesFrom(fault, 6) ?? {}) as Record<string, number[]>
      for (const node of [...nodes, ...from, ...to, ...groups.flat()]) expect(node).toBeLessThan(6)
      expect(withoutNodesFrom(fault, 20)).toEqual(fault)
    }
  })

  it('never comes to mean everybody', () => {
    expect(withoutNodesFrom({ kind: 'loss', at: 0, probability: 1, to: [7] }, 6)).toBeUndefined()
    expect(withoutNodesFrom({ kind: 'cut', at: 0, from: [7], to: [1] }, 6)).toBeUndefined()
    expect(withoutNodesFrom({ kind: 'partition', at: 0, groups: [[1], [7]] }, 6)).toBeUndefined()
    for (const fault of [
      { kind: 'heal', at: 0 },
      { kind: 'swizzle', at: 0, durationMs: 9 },
    ] as const) {
      expect(withoutNodesFrom(fault, 6)).toEqual(fault)
    }
  })
})

describe('a schedule from outside', () => {
  it('is taken if it is one', () => {
    const wanted = { nodes: 20, durationMs: 600_000, intensity: 60, kinds: RANDOM_FAULTS }
    const schedule = randomSchedule(new Rng(5), wanted)
    expect(checkSchedule(JSON.parse(JSON.stringify(schedule)))).toEqual(schedule)
    expect(
      checkSchedule([
        { kind: 'heal', at: 5 },
        { kind: 'restart', at: 1, nodes: [0] },
        { kind: 'swizzle', at: 1, durationMs: 5 },
        { kind: 'heal', at: 5, when: { deaths: 2, events: { tick: 1 }, untilMs: 5 }, every: { periodMs: 2, times: 3 } },
      ]),
    ).toHaveLength(4)
  })

  it('is refused by the name of the fault and the field', () => {
    const wrong: [string, unknown][] = [
      ['schedule', {}],
      ['schedule[0]', [7]],
      ['schedule[0].kind', [{ kind: 'toString', at: 1 }]],
      ['schedule[1].at', [{ kind: 'heal', at: 1 }, { kind: 'heal' }]],
      ['schedule[0].at', [{ kind: 'heal', at: -1 }]],
      ['schedule[0].durationMs', [{ kind: 'heal', at: 1, durationMs: 5 }]],
      ['schedule[0].durationMs', [{ kind: 'crash', at: 1, durationMs: 0, nodes: [1] }]],
      ['schedule[0].nodes', [{ kind: 'crash', at: 1 }]],
      ['schedule[0].nodes[1]', [{ kind: 'crash', at: 1, nodes: [1, -2] }]],
      ['schedule[0].nodes[0]', [{ kind: 'ring', at: 1, nodes: [2 ** 24], reach: 1 }]],
      ['schedule[0].groups', [{ kind: 'partition', at: 1, groups: [[1]] }]],
      ['schedule[0].groups[1][0]', [{ kind: 'partition', at: 1, groups: [[1], ['a']] }]],
      ['schedule[0].probability', [{ kind: 'loss', at: 1, probability: 2 }]],
      ['schedule[0].latencyMs', [{ kind: 'latency', at: 1, latencyMs: '5' }]],
      ['schedule[0].cutMs', [{ kind: 'flapping', at: 1, groups: [[0], [1]], cutMs: 0, openMs: 1 }]],
      ['schedule[0].openMs', [{ kind: 'flapping', at: 1, groups: [[0], [1]], cutMs: 1, openMs: 1e-9 }]],
      ['schedule[0].reach', [{ kind: 'ring', at: 1, nodes: [1], reach: 0.5 }]],
      ['schedule[0].share', [{ kind: 'cpu', at: 1, nodes: [1], share: 1.5 }]],
      ['schedule[0].durationMs', [{ kind: 'swizzle', at: 1, nodes: [1] }]],
      ['schedule[0].driftPpm', [{ kind: 'clock', at: 1, nodes: [1], driftPpm: -1_000_000 }]],
      ['schedule[0].jumpMs', [{ kind: 'clock', at: 1, nodes: [1], jumpMs: null }]],
      ['schedule[0].every', [{ kind: 'heal', at: 1, every: 5 }]],
      ['schedule[0].every.periodMs', [{ kind: 'heal', at: 1, every: { periodMs: 0.5 } }]],
      ['schedule[0].every.jitterMs', [{ kind: 'heal', at: 1, every: { periodMs: 5, jitterMs: 6 } }]],
      ['schedule[0].every.times', [{ kind: 'heal', at: 1, every: { periodMs: 5, times: 0 } }]],
      ['schedule[0].every.untilMs', [{ kind: 'heal', at: 9, every: { periodMs: 5, untilMs: 8 } }]],
      ['schedule[0].every.often', [{ kind: 'heal', at: 1, every: { periodMs: 5, often: true } }]],
      ['schedule[0].when', [{ kind: 'heal', at: 1, when: { untilMs: 5 } }]],
      ['schedule[0].when', [{ kind: 'heal', at: 1, when: { events: {} } }]],
      ['schedule[0].when.deaths', [{ kind: 'heal', at: 1, when: { deaths: 0.5 } }]],
      ['schedule[0].when.events.tick', [{ kind: 'heal', at: 1, when: { events: { tick: '1' } } }]],
      ['schedule[0].when.untilMs', [{ kind: 'heal', at: 9, when: { deaths: 1, untilMs: 8 } }]],
      ['schedule[0].when.births', [{ kind: 'heal', at: 1, when: { births: 1 } }]],
      ['schedule[0].colour', [{ kind: 'heal', at: 1, colour: 'red' }]],
    ]
    for (const [field, schedule] of wrong) expect(() => checkSchedule(schedule), field).toThrow(`${field}: `)
  })
})
