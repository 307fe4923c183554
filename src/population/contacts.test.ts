import { describe, expect, it } from 'vitest'
import type { SpreadPlan } from './plan.ts'
import type { SpreadResult } from './result.ts'
import { spreadByContacts } from './contacts.ts'

const means = (
  plan: Omit<SpreadPlan, 'seed'>,
  runs: number,
): Record<'residue' | 'sent' | 'rounds' | 'tLast', number> => {
  const results = Array.from({ length: runs }, (_, seed) => spreadByContacts({ ...plan, seed }))
  const mean = (of: (result: SpreadResult) => number): number =>
    results.reduce((sum, result) => sum + of(result), 0) / runs
  return {
    residue: mean(({ residue }) => residue),
    sent: mean(({ messages }) => (messages.pushes + messages.answers) / plan.nodes),
    rounds: mean(({ rounds }) => rounds),
    tLast: mean(({ tLast }) => tLast),
  }
}

describe('every call being made', () => {
  it('gives two nodes the news in one round', () => {
    const result = spreadByContacts({ nodes: 2, mode: 'push', seed: 1 })
    expect(result).toMatchObject({ rounds: 1, messages: { pushes: 1, pulls: 0, answers: 0 }, tAve: 1, tLast: 1 })
  })

  it('stops at once with a blind counter of one, after one call', () => {
    const { rounds, messages } = spreadByContacts({
      nodes: 2,
      mode: 'push',
      seed: 1,
      stop: { kind: 'blind-counter', k: 1 },
    })
    expect([rounds, messages.pushes]).toEqual([2, 2])
  })

  it('counts a needless contact with feedback: two nodes tell each other k times what both know', () => {
    const stop = { kind: 'feedback-counter', k: 3 } as const
    const { rounds, messages } = spreadByContacts({ nodes: 2, mode: 'push', seed: 1, stop })
    // One useful push; then both count to three in step, the counter of the first having stayed 0.
    expect([rounds, messages.pushes]).toEqual([4, 7])
  })

  it('leaves the residue e^-m of a push rumour', () => {
    const { residue, sent } = means({ nodes: 1000, mode: 'push', stop: { kind: 'feedback-counter', k: 2 } }, 200)
    expect(Math.abs(Math.log(residue) + sent)).toBeLessThan(0.05)
  })

  it('takes a pull that nobody needed as a needless round, and a round without callers as none', () => {
    const stop = { kind: 'feedback-counter', k: 1 } as const
    // Demers, table 3: residue 3.1 %, 2.7 updates a site.
    const { residue, sent } = means({ nodes: 1000, mode: 'pull', stop }, 200)
    expect(residue).toBeCloseTo(0.031, 2)
    expect(sent).toBeCloseTo(2.7, 1)
  })

  it('is slowed down where a node takes one call a round', () => {
    const free = means({ nodes: 2000, mode: 'push-pull' }, 30)
    const limited = means({ nodes: 2000, mode: 'push-pull', answerLimit: 1 }, 30)
    expect(limited.rounds - free.rounds).toBeGreaterThan(2)
  })
})

describe('the median counter', () => {
  const planOf = (nodes: number, ctrMax: number, loss = 0): Omit<SpreadPlan, 'seed'> => ({
    ...{ nodes, mode: 'push-pull', loss },
    stop: { kind: 'median-counter', ctrMax, cutOff: 3 * Math.ceil(Math.log2(nodes)) },
  })

  it('reaches everybody and falls silent by itself', () => {
    const { residue, rounds, tLast } = means(planOf(2048, 3), 20)
    expect(residue).toBe(0)
    expect(rounds).toBeLessThan(22)
    expect(rounds - tLast).toBeGreaterThan(4)
  })

  it('costs more with a greater counter, and the same per node in a greater cluster', () => {
    const [small, large, patient] = [planOf(1024, 2), planOf(8192, 2), planOf(1024, 3)].map(
      (plan) => means(plan, 20).sent,
    )
    expect(Math.abs((large as number) / (small as number) - 1)).toBeLessThan(0.02)
    expect((patient as number) - (small as number)).toBeGreaterThan(4)
  })

  it('is cut off where calls get lost and nobody is left to raise a counter', () => {
    const { rounds } = means(planOf(1024, 2, 0.2), 20)
    expect(rounds).toBeLessThanOrEqual(30)
  })
})
