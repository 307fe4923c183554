import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SpreadPlan } from './plan.ts'
import { spread, type SpreadEngine } from './spread.ts'

const ENGINES: readonly SpreadEngine[] = ['contacts', 'blocks', 'counts']

const plans: fc.Arbitrary<SpreadPlan> = fc.record({
  nodes: fc.integer({ min: 2, max: 400 }),
  mode: fc.constantFrom('push', 'pull', 'push-pull'),
  fanout: fc.integer({ min: 1, max: 4 }),
  loss: fc.constantFrom(0, 0.3),
  seed: fc.integer(),
  informed: fc.integer({ min: 1, max: 2 }),
})

describe.each(ENGINES)('the engine %s', (engine) => {
  it('reaches everybody, by a curve that only rises', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { informedByRound: curve, rounds, coverage, residue, tLast } = spread(plan, engine)
        expect([curve[0], curve.at(-1), coverage, residue]).toEqual([plan.informed, plan.nodes, 1, 0])
        expect([curve.length - 1, tLast]).toEqual([rounds, rounds])
        expect(curve.every((count, i) => i === 0 || count >= (curve[i - 1] as number))).toBe(true)
      }),
    )
  })

  it('sends at least one message to each node that hears it, and counts pushes and pulls by who calls', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { messages, informedByRound } = spread(plan, engine)
        const calls = informedByRound.slice(0, -1).map((count) => count * (plan.fanout as number))
        const speaking = calls.reduce((sum, count) => sum + count, 0)
        const asking = plan.nodes * (plan.fanout as number) * calls.length - speaking
        expect(messages.pushes).toBe(plan.mode === 'pull' ? 0 : speaking)
        expect(messages.pulls).toBe(plan.mode === 'push' ? 0 : asking)
        expect(messages.pushes + messages.answers).toBeGreaterThanOrEqual(plan.nodes - (plan.informed as number))
        expect(messages.answers).toBeLessThanOrEqual(messages.pulls)
      }),
    )
  })

  it('replays from its seed, and differs with another', () => {
    const plan: SpreadPlan = { nodes: 5000, mode: 'push', seed: 1 }
    expect(spread(plan, engine)).toEqual(spread(plan, engine))
    expect(spread(plan, engine)).not.toEqual(spread({ ...plan, seed: 2 }, engine))
  })

  it('ends after the most rounds that it may take', () => {
    const { rounds, residue } = spread({ nodes: 1000, mode: 'pull', seed: 1, maxRounds: 3 }, engine)
    expect([rounds, residue > 0.9]).toEqual([3, true])
  })

  it('is done at once where everybody knows', () => {
    const { rounds, messages, tAve } = spread({ nodes: 40, mode: 'push-pull', seed: 1, informed: 40 }, engine)
    expect([rounds, messages, tAve]).toEqual([0, { pushes: 0, pulls: 0, answers: 0 }, 0])
  })

  it('refuses what makes no sense', () => {
    const plan: SpreadPlan = { nodes: 100, mode: 'push', seed: 1 }
    const wrong: Record<string, unknown>[] = [
      { mode: 'pull-push' },
      { answerLimit: 2 },
      { nodes: 1 },
      { nodes: 2.5 },
      { fanout: 0 },
      { loss: 1 },
      { loss: Number.NaN },
      { informed: 101 },
      { stop: { kind: 'never' } },
      { stop: { kind: 'blind-coin' } },
      { stop: { kind: 'blind-coin', k: 0.5 } },
      { stop: { kind: 'feedback-counter', k: 1.5 } },
      { stop: { kind: 'median-counter', ctrMax: 0, cutOff: 5 } },
    ]
    for (const change of wrong) expect(() => spread({ ...plan, ...change }, engine)).toThrow(RangeError)
  })
})

describe('an engine', () => {
  it('is chosen by what the plan needs', () => {
    const plan: SpreadPlan = { nodes: 300, mode: 'pull', seed: 4 }
    const rule = { ...plan, stop: { kind: 'feedback-counter', k: 1 } } as const
    expect(spread(plan)).toEqual(spread(plan, 'counts'))
    expect(spread(rule)).toEqual(spread(rule, 'contacts'))
  })

  it('that there is not is refused', () => {
    const plan: SpreadPlan = { nodes: 300, mode: 'push', seed: 4 }
    expect(() => spread(plan, 'toString' as SpreadEngine)).toThrow('engine must be one of contacts, blocks, counts')
  })

  it('refuses a plan that is not its own', () => {
    const median = { kind: 'median-counter', ctrMax: 2, cutOff: 50 } as const
    const plan: SpreadPlan = { nodes: 300, mode: 'push-pull', seed: 4, stop: median }
    expect(() => spread(plan, 'counts')).toThrow('the engine "contacts" can')
    expect(() => spread(plan, 'blocks')).toThrow('the engine "contacts" can')
    expect(() => spread({ nodes: 1e9, mode: 'push', seed: 1 }, 'contacts')).toThrow('up to')
  })
})
