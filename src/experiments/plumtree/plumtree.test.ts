import { describe, expect, it } from 'vitest'
import { judge } from '../judge.ts'
import { steadyFailures } from './failures.ts'
import { plumtree } from './plumtree.ts'
import { settleOverlay } from './setup.ts'
import { measureFlood, measureStable } from './stable.ts'

const CONTEXT = { seed: 1, scale: 0.01, signal: new AbortController().signal, progress: () => {} }
const NODES = 200

describe('a tree on a settled overlay', () => {
  it('costs a payload for each node and no more, a flood about four', { timeout: 60_000 }, async () => {
    const views = await settleOverlay(NODES, CONTEXT)
    const one = await measureStable(views, { name: 'one', senders: 'one', building: 5, counted: 3 }, CONTEXT)
    expect(one['one: payloads beyond n - 1']?.value).toBe(0)
    expect(one['one: nodes missed']?.value).toBe(0)
    expect(measureFlood(views, 3, 1)['eager: redundancy']?.value).toBeCloseTo(3, 0)
  })

  it('brings every message to all while a node fails in each cycle', { timeout: 60_000 }, async () => {
    const views = await settleOverlay(NODES, CONTEXT)
    const done: number[] = []
    const plan = { cycles: 6, failuresPerCycle: 2 }
    const least = await steadyFailures(views, plan, CONTEXT, (share) => done.push(share))
    expect(least).toMatchObject({ value: 100, n: 6 })
    expect(done).toHaveLength(6)
  })
})

describe('the experiment', () => {
  it('measures at a small scale what its claims speak of', { timeout: 60_000 }, async () => {
    const done: number[] = []
    const measured = await plumtree.run({ ...CONTEXT, progress: (share) => done.push(share) })
    expect(judge(plumtree, measured).every(({ measured: { value } }) => Number.isFinite(value))).toBe(true)
    expect(done.every((share, i) => share >= (done[i - 1] ?? 0))).toBe(true)
    expect(done.at(-1)).toBe(1)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(plumtree.run({ ...CONTEXT, signal })).rejects.toThrow('enough')
  })
})
