import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import { Simulation } from '../engine/simulation.ts'
import { always, eventually, never, sometimes } from './always.ts'
import { fingerprintOf, type Invariant, InvariantError } from './invariant.ts'

/** One node that emits an event every 100 ms. */
function ticking(seed = 5): Simulation {
  const sim = new Simulation({ seed })
  sim.addNode(
    (env) =>
      new SimDiary(env, {
        onStart: () => env.setTimer(100, 1, 1),
        onTimer: () => {
          env.emit({ type: 'tick' })
          env.setTimer(100, 1, 1)
        },
      }),
  )
  return sim
}

/** The error that the run ends with, if any. */
function failure(sim: Simulation, forMs = 1000): InvariantError | undefined {
  try {
    sim.run(forMs)
    return undefined
  } catch (error) {
    return error as InvariantError
  }
}

function failureOf(invariant: Invariant<Simulation>): string | undefined {
  const sim = ticking()
  sim.addInvariant(invariant)
  return failure(sim)?.message
}

describe('an invariant', () => {
  it('that does not hold is reported with its name, the time and the seed', () => {
    const sim = ticking(77)
    sim.addInvariant({ name: 'calm', check: ({ now }) => (now < 300 ? undefined : `it is ${now}`) })
    const error = failure(sim)
    expect(error).toBeInstanceOf(InvariantError)
    expect(error).toMatchObject({ invariant: 'calm', detail: 'it is 300', at: 300, seed: 77 })
    expect(error?.message).toBe('calm: it is 300 (at 300 ms, seed 77)')
  })

  it('is checked after each event that emitted something, and after no other', () => {
    const times: number[] = []
    const sim = ticking()
    sim.addInvariant({ name: 'seen', check: ({ now }) => void times.push(now) })
    sim.at(50, () => undefined)
    sim.run(300)
    expect(times).toEqual([100, 200, 300])
  })

  it('is checked at its own times if it has any, from when it was added', () => {
    const times: number[] = []
    const sim = ticking()
    sim.run(7)
    sim.addInvariant({ name: 'seen', check: ({ now }) => void times.push(now), everyMs: 40 })
    sim.run(120)
    expect(times).toEqual([47, 87, 127])
  })

  it('cannot be checked more often than time has ticks', () => {
    for (const everyMs of [0, -1, 0.0001, Number.NaN])
      expect(() => ticking().addInvariant(always('never asked', () => true, everyMs))).toThrow(RangeError)
  })

  it('lets the simulation go on after it was reported', () => {
    const sim = ticking()
    sim.addInvariant(never('late', ({ now }) => now === 200))
    expect(failure(sim)?.at).toBe(200)
    expect(failure(sim)).toBeUndefined()
    expect(sim.now).toBe(1200)
  })

  it('changes nothing about the run', () => {
    const [bare, watched] = [ticking(), ticking()]
    for (const everyMs of [undefined, 3]) watched.addInvariant(always('watched', () => true, everyMs))
    for (const sim of [bare, watched]) sim.run(1000)
    expect(watched.traceHash).toBe(bare.traceHash)
  })
})

describe('always and never', () => {
  it('say what they found', () => {
    expect(failureOf(always('a', ({ now }) => now < 500))).toBe('a: it does not hold (at 500 ms, seed 5)')
    expect(failureOf(never('n', ({ now }) => now >= 500, 250))).toBe('n: it happened (at 500 ms, seed 5)')
    expect(failureOf(always('a', () => true))).toBeUndefined()
    expect(failureOf(never('n', () => false))).toBeUndefined()
  })
})

describe('eventually', () => {
  it('is content once it has held, whatever comes then', () => {
    expect(failureOf(eventually('e', ({ now }) => now === 200, 500))).toBeUndefined()
  })

  it('fails at the deadline, and not before', () => {
    expect(failureOf(eventually('e', () => false, 500))).toBe(
      'e: it has not come to hold by 500 ms (at 500 ms, seed 5)',
    )
    expect(failureOf(eventually('e', () => false, 2000))).toBeUndefined()
  })

  it('judges each simulation by itself', () => {
    const invariant = eventually<Simulation>('e', ({ seed }) => seed === 1, 500)
    const outcomes = [1, 2].map((seed) => {
      const sim = ticking(seed)
      sim.addInvariant(invariant)
      return failure(sim)?.seed
    })
    expect(outcomes).toEqual([undefined, 2])
  })
})

describe('eventually after healing', () => {
  it('needs a deadline that comes', () => {
    for (const withinMs of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      expect(() => eventually('e', () => true, withinMs)).toThrow('withinMs: ')
      expect(() => eventually('e', () => true, { healedAtMs: 1, withinMs })).toThrow('withinMs: ')
    }
    expect(() => eventually('e', () => true, { healedAtMs: Number.NaN, withinMs: 1 })).toThrow('healedAtMs: ')
  })

  it('does not count what held before', () => {
    const bound = { healedAtMs: 300, withinMs: 200 }
    expect(failureOf(eventually('e', ({ now }) => now < 300, bound))).toBe(
      'e: it has not come to hold by 500 ms (at 500 ms, seed 5)',
    )
    expect(failureOf(eventually('e', ({ now }) => now >= 450, bound))).toBeUndefined()
    expect(failureOf(eventually('e', ({ now }) => now > 500, bound))).toContain('by 500 ms')
  })
})

describe('sometimes', () => {
  function finished(happens: (sim: Simulation) => boolean, everyMs?: number): string | undefined {
    const sim = ticking()
    sim.addInvariant(sometimes('s', happens, everyMs))
    sim.run(1000)
    try {
      sim.finish()
      return undefined
    } catch (error) {
      return (error as InvariantError).message
    }
  }

  it('is content with one moment, after an emission, at its own times or at the end', () => {
    expect(finished(({ now }) => now === 300)).toBeUndefined()
    expect(finished(({ now }) => now === 7, 7)).toBeUndefined()
    expect(finished(({ now }) => now === 1000, 300)).toBeUndefined()
  })

  it('fails a run that never got there, when that is finished', () => {
    expect(finished(({ now }) => now === 301)).toBe('s: it has never happened (at 1000 ms, seed 5)')
  })

  it('judges each simulation by itself', () => {
    const invariant = sometimes<Simulation>('s', ({ seed }) => seed === 1)
    const outcomes = [1, 2].map((seed) => {
      const sim = ticking(seed)
      sim.addInvariant(invariant)
      sim.run(500)
      try {
        sim.finish()
        return 'fine'
      } catch (error) {
        return (error as InvariantError).fingerprint
      }
    })
    expect(outcomes).toEqual(['fine', 'sometimes/s'])
  })
})

describe('a fingerprint', () => {
  it('is the kind and the name, whatever the seed, the time and the detail', () => {
    const prints = [3, 4].map((seed) => {
      const sim = ticking(seed)
      sim.addInvariant(never('late', ({ now }) => now > 100 * seed))
      return failure(sim)?.fingerprint
    })
    expect(prints).toEqual(['never/late', 'never/late'])
  })

  it('of an invariant without a kind is that of always', () => {
    expect(fingerprintOf({ name: 'x' })).toBe(fingerprintOf(always('x', () => true)))
  })

  it('tells the kinds apart', () => {
    const yes = (): boolean => true
    const kinds = [always('x', yes), never('x', yes), eventually('x', yes, 1), sometimes('x', yes)]
    expect(new Set(kinds.map(fingerprintOf)).size).toBe(4)
  })
})
