import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { Simulation } from '../engine/simulation.ts'
import { applySchedule } from '../faults/apply-schedule.ts'
import type { FaultSchedule } from '../faults/fault.ts'
import { type ChromeTraceOptions, toChromeTrace } from './chrome-trace.ts'
import type { TraceEntry, TraceKind } from './trace-entry.ts'

interface Event {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly id?: number
  readonly args?: Record<string, unknown>
}

interface ChromeTrace {
  readonly traceEvents: readonly Event[]
  readonly otherData: { readonly entries: number; readonly leftOut: number }
}

const SCHEDULE: FaultSchedule = [
  { kind: 'pause', at: 40, durationMs: 30, nodes: [1] },
  { kind: 'crash', at: 100, nodes: [2] },
]

/** Node 0 sends a datagram to 1 every 10 ms, and once asks 1 over a stream. */
function trace(): readonly TraceEntry[] {
  const sim = new Simulation({ seed: 1, network: { latency: 3 }, trace: 'full', sizeOf: () => 9 })
  const next = (env: Env): number => env.setTimer(10, 1, 1)
  const make = (env: Env): SimDiary =>
    new SimDiary(env, {
      onStart: () => {
        if (env.self === 0) next(env)
        if (env.self === 0) env.send(1 as PeerId, { tag: SWIM_TAGS.streamPing }, 'stream')
      },
      onTimer: () => {
        env.send(1 as PeerId, { tag: 99 }, 'datagram')
        env.emit({ type: 'ticked' })
        next(env)
      },
      onMessage: (own, from, message) => {
        if (message.tag === SWIM_TAGS.streamPing) own.send(from, { tag: SWIM_TAGS.streamAck }, 'stream')
      },
    })
  for (let i = 0; i < 3; i++) sim.addNode(make)
  applySchedule(sim, SCHEDULE, { restart: make })
  sim.run(200)
  return sim.trace
}

function chrome(options: ChromeTraceOptions = {}): ChromeTrace {
  return JSON.parse(toChromeTrace(trace(), { schedule: SCHEDULE, ...options })) as ChromeTrace
}

describe('a Chrome trace', () => {
  const { traceEvents } = chrome()
  const named = (name: string, ph: string): Event[] => traceEvents.filter((e) => e.name === name && e.ph === ph)

  it('has a named track for each node, and one for the faults', () => {
    const names = traceEvents.filter(({ ph }) => ph === 'M').map(({ args }) => args?.['name'])
    expect(names).toEqual(['nodes', 'faults', 'node 0', 'node 1', 'node 2'])
  })

  it('shows a message as a flow from its sending to its arrival, between slices', () => {
    const [start, end] = [named('message 99', 's')[0], named('message 99', 'f')[0]] as [Event, Event]
    expect([start.id, start.tid, start.ts]).toEqual([end.id, 1, 10_000])
    expect([end.tid, end.ts]).toEqual([2, 13_000])
    expect(named('send message 99', 'X')[0]).toMatchObject({ tid: 1, ts: 10_000, args: { to: 1, bytes: 9 } })
    expect(named('datagram message 99', 'X')[0]).toMatchObject({ tid: 2, ts: 13_000, args: { from: 0 } })
  })

  it('has a flow for both legs of a stream that carry a message, and no flow without an end', () => {
    for (const tag of [SWIM_TAGS.streamPing, SWIM_TAGS.streamAck]) expect(named(`message ${tag}`, 'f')).toHaveLength(1)
    const ids = (ph: string): (number | undefined)[] => traceEvents.filter((e) => e.ph === ph).map(({ id }) => id)
    expect(ids('f')).toEqual(ids('s'))
    expect(new Set(ids('s')).size).toBe(ids('s').length)
  })

  it('shows faults, and what they do to nodes, as slices', () => {
    expect(named('pause', 'b')[0]).toMatchObject({ pid: 2, ts: 40_000, args: SCHEDULE[0] })
    expect(named('pause', 'e')[0]).toMatchObject({ pid: 2, ts: 70_000 })
    expect(named('paused', 'X')).toMatchObject([{ tid: 2, ts: 40_000, dur: 30_000 }])
    expect(named('down', 'X')).toMatchObject([{ tid: 3, ts: 100_000, dur: 100_000 }])
  })

  it('marks timers and what is emitted', () => {
    expect(named('timer 1', 'i')[0]).toMatchObject({ tid: 1, ts: 10_000 })
    expect(named('ticked', 'i')).toHaveLength(20)
  })

  it('is capped, and says how much it leaves out', () => {
    const { otherData, traceEvents: few } = chrome({ maxEntries: 10 })
    expect(otherData).toEqual({ entries: 10, leftOut: trace().length - 10 })
    expect(few.length).toBeLessThan(60)
    expect(() => chrome({ maxEntries: 0 })).toThrow('maxEntries: ')
  })

  it('may be of a time and of some nodes only, by names of their own', () => {
    const part = chrome({ fromMs: 50, toMs: 90, nodes: [2], nodeName: (node) => `n${node}`, schedule: [] }).traceEvents
    expect(part.filter(({ ph }) => ph !== 'M')).toEqual([])
    const some = chrome({ fromMs: 50, toMs: 90, nodes: [1], tagName: (tag) => `t${tag}`, schedule: [] }).traceEvents
    const arrivals = some.filter(({ name }) => name === 'datagram t99').map(({ ts }) => ts)
    expect(arrivals).toEqual([70_000, 70_000, 70_000, 73_000, 83_000])
  })

  it('shows a state no longer than it lasts, and one that began before what is shown', () => {
    const states = (entries: readonly TraceEntry[], options: ChromeTraceOptions = {}): unknown[] =>
      (JSON.parse(toChromeTrace(entries, options)) as ChromeTrace).traceEvents
        .filter(({ name }) => name === 'paused' || name === 'down')
        .map(({ name, ts, dur }) => [name, ts / 1000, (dur ?? 0) / 1000])
    const happened = (...list: readonly (readonly [number, TraceKind])[]): TraceEntry[] =>
      list.map(([at, kind]) => ({ at, kind, node: 0, peer: -1, tag: 0, size: 0 }))
    const whole = happened([10, 'pause'], [30, 'crash'], [50, 'restart'], [60, 'pause'], [70, 'resume'], [90, 'timer'])
    expect(states(whole)).toEqual([
      ['paused', 10, 20],
      ['down', 30, 20],
      ['paused', 60, 10],
    ])
    expect(states(whole, { fromMs: 40, toMs: 65 })).toEqual([
      ['down', 30, 20],
      ['paused', 60, 5],
    ])
    expect(states(whole, { maxEntries: 2 })).toEqual([
      ['paused', 10, 20],
      ['down', 30, 0],
    ])
  })
})
