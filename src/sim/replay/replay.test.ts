import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import { below } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { Simulation } from '../engine/simulation.ts'
import { applySchedule } from '../faults/apply-schedule.ts'
import { always, never } from '../invariants/always.ts'
import type { TraceMode } from '../trace/recorder.ts'
import { compareRuns } from './compare-runs.ts'
import { failureShare, fork, runTo, shareOf } from './fork.ts'

const NODES = 4

/** Nodes that chat by chance; `secret` is asked for what a node must not ask. */
function chat(trace: TraceMode = 'hash', secret: (env: Env) => number = () => 0): Simulation {
  const sim = new Simulation({ seed: 9, network: { loss: 0.1, jitterMs: 2 }, trace })
  const next = (env: Env): number => env.setTimer(1 + below(() => env.random(), 20) + secret(env), 1, 0)
  const make = (env: Env): SimDiary =>
    new SimDiary(env, {
      onStart: next,
      onTimer: () => {
        env.send(below(() => env.random(), NODES) as PeerId, { tag: 99 }, 'datagram')
        next(env)
      },
      onMessage: () => env.emit({ type: `heard ${env.random() % 100}` }),
    })
  for (let i = 0; i < NODES; i++) sim.addNode(make)
  applySchedule(sim, [{ kind: 'crash', at: 800, durationMs: 200, nodes: [3] }], { restart: make })
  return sim
}

describe('comparing two runs', () => {
  it('finds runs of one seed equal', () => {
    const comparison = compareRuns((trace) => chat(trace), 2000)
    expect(comparison).toMatchObject({ isEqual: true })
    expect(comparison).not.toHaveProperty('difference')
    const once = chat()
    once.run(2000)
    expect([comparison.traceHash, comparison.events]).toEqual([once.traceHash, once.counters.events])
  })

  it('finds the first event that differs, however the checkpoints lie', () => {
    for (const every of [1, 7, 64, 100_000]) {
      let made = 0
      const comparison = compareRuns(
        (trace) => {
          const isSecond = made++ % 2 === 1
          return chat(trace, (env) => (isSecond && env.self === 2 && env.now() > 1000 ? 0.5 : 0))
        },
        2000,
        every,
      )
      expect(comparison.isEqual).toBe(false)
      const { event, first, second } = comparison.difference ?? { event: -1, first: [], second: [] }
      const whole = chat('full')
      whole.runEvents(event, 2000)
      const before = whole.trace.length
      whole.runEvents(1, 2000)
      expect(whole.trace.slice(before)).toEqual(first)
      expect(first).not.toEqual(second)
      expect(Math.min(first[0]?.at ?? 0, second[0]?.at ?? 0)).toBeGreaterThan(1000)
    }
  })

  it('notices that a run has more events than the other', () => {
    let made = 0
    const comparison = compareRuns((trace) => {
      const sim = chat(trace)
      if (made++ % 2 === 1) sim.at(1999, () => {})
      return sim
    }, 2000)
    expect(comparison.isEqual).toBe(false)
    expect(comparison.difference?.second[0]?.kind).toBe('action')
  })

  it('says that it found nothing if the runs do not part again', () => {
    let made = 0
    const comparison = compareRuns((trace) => chat(trace, () => (++made === 5 ? 3 : 0)), 200)
    expect(comparison.isEqual).toBe(false)
    expect(comparison).not.toHaveProperty('difference')
  })
})

describe('going back in time', () => {
  it('reaches any moment again, by its time or by its number', () => {
    const known = chat()
    known.run(700)
    expect(runTo(chat, { atMs: 700 }).traceHash).toBe(known.traceHash)
    expect(runTo(chat, { event: known.counters.events }).traceHash).toBe(known.traceHash)
    const warm = (): Simulation => {
      const sim = chat()
      sim.run(300)
      return sim
    }
    expect(runTo(warm, { atMs: 700 }).traceHash).toBe(known.traceHash)
  })

  it('forks: the past is the known one, the future that of the other seed', () => {
    const past = (sim: Simulation): unknown => sim.trace.filter(({ at }) => at <= 500)
    const [known, ...others] = [undefined, 1, 1, 2].map((seed) => {
      const make = (): Simulation => chat('full')
      const sim = seed === undefined ? make() : fork(make, { atMs: 500 }, seed)
      sim.run(2000 - sim.now)
      return sim
    }) as [Simulation, Simulation, Simulation, Simulation]
    for (const other of others) expect(past(other)).toEqual(past(known))
    expect(others[0]?.traceHash).toBe(others[1]?.traceHash)
    expect(new Set([known, ...others].map(({ traceHash }) => traceHash)).size).toBe(3)
  })
})

describe('the share of failures', () => {
  const losesSome = (sim: Simulation): boolean => {
    sim.run(10)
    return sim.counters.datagramsLost > 0
  }

  it('is estimated from continuations of one moment', () => {
    const options = { make: chat, moment: { atMs: 0 }, forks: 200, fails: losesSome }
    const { share, low, high, tries } = failureShare(options)
    expect(tries).toBe(200)
    expect(low).toBeLessThan(share)
    expect(share).toBeLessThan(high)
    expect(failureShare(options)).toEqual(failureShare(options))
    expect(failureShare({ ...options, seed: 2 }).share).not.toBe(share)
  })

  it('is all or nothing once the die is cast', () => {
    const make = (): Simulation => {
      const sim = chat()
      sim.addInvariant(never('late crash', ({ nodes, now }) => now > 750 && nodes[3]?.state === 'crashed', 1))
      return sim
    }
    const fails = (sim: Simulation): boolean => {
      sim.run(300)
      return false
    }
    expect(failureShare({ make, moment: { atMs: 700 }, forks: 5, fails }).share).toBe(1)
    expect(failureShare({ make, moment: { atMs: 400 }, forks: 5, fails }).share).toBe(0)
  })

  it('lets every other error through', () => {
    const make = (): Simulation => {
      const sim = chat()
      sim.addInvariant(always('fine', () => true))
      return sim
    }
    const fails = (): boolean => {
      throw new TypeError('a slip')
    }
    expect(() => failureShare({ make, moment: { atMs: 1 }, forks: 1, fails })).toThrow('a slip')
    expect(() => failureShare({ make, moment: { atMs: 1 }, forks: 0, fails })).toThrow('forks: ')
  })

  it('has Wilson’s interval, and is one of tries that there were', () => {
    const { low, high, ...rest } = shareOf(5, 10)
    expect([low, high].map((x) => Math.round(x * 1e4))).toEqual([2366, 7634])
    expect(rest).toEqual({ failures: 5, tries: 10, share: 0.5 })
    for (const [failures, tries, field] of [
      [0, 0, 'tries'],
      [-1, 5, 'failures'],
      [6, 5, 'failures'],
    ] as const)
      expect(() => shareOf(failures, tries)).toThrow(`${field}: `)
  })
})
