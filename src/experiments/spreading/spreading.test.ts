import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { RunContext } from '../experiment.ts'
import { chooseOthers } from './choose-others.ts'
import { infectAndDie } from './infect-and-die.ts'
import { pullSurvival } from './pull-survival.ts'
import { type Calls, SynchronousSpread } from './synchronous-spread.ts'

function randomOf(seed: number): () => number {
  const rng = new Rng(seed)
  return () => rng.next()
}

function context(seed: number): RunContext {
  return { seed, scale: 0.01, signal: new AbortController().signal, progress: () => undefined }
}

describe('news in rounds', () => {
  it('takes one round between two members, whoever calls', () => {
    for (const calls of ['push', 'pull', 'push-pull'] as const) {
      expect(new SynchronousSpread({ n: 2, calls, random: randomOf(1) }).runToEnd()).toBe(1)
    }
  })

  it('goes one hop a round: who hears it in a round does not pass it on in the same one', () => {
    const next = (self: number, out: number[]): void => {
      out[0] = (self + 1) % 8
    }
    const spread = new SynchronousSpread({ n: 8, calls: 'push', random: randomOf(1), choose: next })
    expect(spread.runToEnd()).toBe(7)
    expect(spread.messages).toBe(1 + 2 + 3 + 4 + 5 + 6 + 7)
  })

  it('is known to nobody twice, and to all in the end', () => {
    for (const calls of ['push', 'pull', 'push-pull'] satisfies Calls[]) {
      const spread = new SynchronousSpread({ n: 200, calls, fanout: 3, random: randomOf(5) })
      spread.runToEnd()
      expect(spread.informed).toBe(200)
    }
  })

  it('stops where it is told to', () => {
    const spread = new SynchronousSpread({ n: 1000, calls: 'push', random: randomOf(1) })
    expect([spread.runToEnd(3), spread.informed < 1000]).toEqual([3, true])
  })
})

describe('chosen members', () => {
  it('are others, and different ones', () => {
    const random = randomOf(3)
    const out = [0, 0, 0, 0]
    for (let self = 0; self < 5; self++) {
      chooseOthers(random, 5, self, out)
      expect([...out, self].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
    }
  })
})

describe('the experiments on spreading', () => {
  for (const experiment of [pullSurvival, infectAndDie]) {
    it(`${experiment.id} measures what its claims and figures speak of, and the same again with the same seed`, async () => {
      const measured = await experiment.run(context(1))
      const points = (experiment.figures ?? []).flatMap(({ series }) => series.flatMap((one) => one.points))
      const names = points.flatMap(({ measure }) => (measure === undefined ? [] : [measure]))
      for (const name of [...names, ...experiment.claims.map(({ measure }) => measure)]) {
        expect(measured[name]?.value).toBeGreaterThanOrEqual(0)
      }
      expect(await experiment.run(context(1))).toEqual(measured)
      expect(await experiment.run(context(2))).not.toEqual(measured)
    })
  }

  it('end when they are told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(pullSurvival.run({ ...context(1), scale: 0.1, signal })).rejects.toThrow('enough')
  })
})
