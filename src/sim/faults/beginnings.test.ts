import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import type { Env } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import { Simulation } from '../engine/simulation.ts'
import { applySchedule } from './apply-schedule.ts'
import type { Fault, FaultSchedule } from './fault.ts'

const PAUSE = { kind: 'pause', at: 100, durationMs: 10, nodes: [1] } as const

/** What a node tells, and when. */
type Telling = readonly [at: number, event: Event]

/** Two nodes of which the first tells things. @returns what has begun by 10 s */
function begun(schedule: FaultSchedule, { telling = [] as readonly Telling[], seed = 1 } = {}): FaultSchedule {
  const sim = new Simulation({ seed })
  const make = (env: Env): SimDiary =>
    new SimDiary(env, {
      onStart: () => telling.forEach(([at], i) => env.setTimer(at, 1, i)),
      onTimer: (_, __, i) => env.emit((telling[i] as Telling)[1]),
    })
  sim.addNode(make)
  sim.addNode((env) => new SimDiary(env))
  const faults: Fault[] = []
  applySchedule(sim, schedule, { restart: make, onBegin: (fault) => faults.push(fault) })
  sim.run(10_000)
  return faults
}

function times(faults: FaultSchedule): number[] {
  return faults.map(({ at }) => at)
}

function gone(at: number, state: 'dead' | 'left'): Telling {
  return [at, { type: 'member-gone', member: { state } } as Event]
}

function told(at: number, type: string): Telling {
  return [at, { type }]
}

describe('a fault that comes again', () => {
  it('begins every so often, as many times as it says, each time as one of its own', () => {
    const faults = begun([{ ...PAUSE, every: { periodMs: 50, times: 3 } }])
    expect(faults).toEqual([100, 150, 200].map((at) => ({ ...PAUSE, at })))
  })

  it('really happens, and ends, each time', () => {
    const sim = new Simulation({ seed: 1 })
    const restart = (env: Env): SimDiary => new SimDiary(env)
    for (let i = 0; i < 2; i++) sim.addNode(restart)
    applySchedule(sim, [{ ...PAUSE, every: { periodMs: 50 } }], { restart })
    const states = [105, 115, 155, 165, 9005, 9015].map((time) => {
      sim.run(time - sim.now)
      return sim.nodes[1]?.state
    })
    expect(states).toEqual(['paused', 'up', 'paused', 'up', 'paused', 'up'])
  })

  it('does not begin after its last moment, and without one does not stop', () => {
    expect(times(begun([{ ...PAUSE, every: { periodMs: 50, untilMs: 200 } }]))).toEqual([100, 150, 200])
    expect(begun([{ ...PAUSE, every: { periodMs: 100 } }])).toHaveLength(100)
  })

  it('is late by its jitter each time but the first, and never further from its rhythm', () => {
    const fault: Fault = { ...PAUSE, every: { periodMs: 100, jitterMs: 80, times: 50 } }
    const late = times(begun([fault])).map((at, i) => at - 100 * (i + 1))
    expect(late[0]).toBe(0)
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...late)).toBeLessThanOrEqual(80)
    expect(new Set(late).size).toBeGreaterThan(45)
    expect(begun([fault], { seed: 2 })).not.toEqual(begun([fault]))
  })

  it('keeps its jitter when another fault is taken out', () => {
    const every = { periodMs: 100, jitterMs: 80, times: 9 }
    const [one, other]: Fault[] = [
      { ...PAUSE, every },
      { ...PAUSE, nodes: [0], every },
    ]
    const both = begun([other as Fault, one as Fault])
    const of = (node: number): number[] => times(both.filter((fault) => 'nodes' in fault && fault.nodes?.[0] === node))
    expect(of(1)).toEqual(times(begun([one as Fault])))
    expect(of(0)).not.toEqual(of(1))
  })
})

describe('a fault that waits', () => {
  it('begins when it has been told what it waits for, so many times', () => {
    const telling = [50, 150, 250, 350].map((at) => told(at, 'member-suspected'))
    expect(times(begun([{ ...PAUSE, when: { suspicions: 1 } }], { telling }))).toEqual([150])
    expect(times(begun([{ ...PAUSE, when: { suspicions: 3 } }], { telling }))).toEqual([350])
    expect(begun([{ ...PAUSE, when: { suspicions: 4 } }], { telling })).toEqual([])
  })

  it('tells deaths from leaves, and knows joins, refutations and whatever else is told', () => {
    const telling = [
      gone(200, 'left'),
      gone(300, 'dead'),
      told(400, 'member-joined'),
      told(500, 'member-refuted'),
      told(600, 'elected'),
    ]
    const whens = [{ leaves: 1 }, { deaths: 1 }, { joins: 1 }, { refutations: 1 }, { events: { elected: 1 } }]
    expect(
      times(
        begun(
          whens.map((when) => ({ ...PAUSE, when })),
          { telling },
        ),
      ),
    ).toEqual([200, 300, 400, 500, 600])
  })

  it('waits for all that it names', () => {
    const telling = [told(200, 'elected'), gone(300, 'dead'), told(400, 'elected')]
    expect(times(begun([{ ...PAUSE, when: { deaths: 1, events: { elected: 2 } } }], { telling }))).toEqual([400])
  })

  it('never begins if that comes too late', () => {
    const telling = [told(300, 'member-joined')]
    const when = (untilMs: number): FaultSchedule => [{ ...PAUSE, when: { joins: 1, untilMs } }]
    expect([times(begun(when(300), { telling })), begun(when(299), { telling })]).toEqual([[300], []])
  })

  it('comes again from then on, if it does', () => {
    const fault: Fault = { ...PAUSE, when: { joins: 1 }, every: { periodMs: 1000, times: 3 } }
    expect(times(begun([fault], { telling: [told(300, 'member-joined')] }))).toEqual([300, 1300, 2300])
  })

  it('begins after the handler that tells it, and survives JSON', () => {
    const seen: string[] = []
    const sim = new Simulation({ seed: 1 })
    const make = (env: Env): SimDiary =>
      new SimDiary(env, {
        onStart: () => env.setTimer(200, 1, 0),
        onTimer: () => {
          env.emit({ type: 'elected' })
          seen.push(sim.nodes[0]?.state ?? '')
        },
      })
    sim.addNode(make)
    const fault: Fault = { kind: 'crash', at: 0, nodes: [0], when: { events: { elected: 1 } } }
    applySchedule(sim, JSON.parse(JSON.stringify([fault])) as FaultSchedule, { restart: make })
    sim.run(200)
    expect([...seen, sim.nodes[0]?.state]).toEqual(['up', 'crashed'])
  })
})
