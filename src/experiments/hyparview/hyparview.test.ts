import { describe, expect, it } from 'vitest'
import { judge } from '../judge.ts'
import { hyParView } from './hyparview.ts'
import { prolonged, reliabilityAfter } from './reliability.ts'
import { settle } from './setup.ts'

const CONTEXT = { seed: 1, scale: 0.01, signal: new AbortController().signal, progress: () => {} }

describe('the mean of more messages than were sent', () => {
  it('takes those that were not for the last third', () => {
    expect(prolonged([0, 0, 50, 50, 90, 90], 12).value).toBeCloseTo((100 + 180 + 6 * 90) / 12, 9)
    expect(prolonged([10, 20, 30], 3).value).toBe(20)
  })
})

describe('a settled overlay that goes on', () => {
  it('loses half of its nodes: HyParView still reaches all, Cyclon about three quarters', {
    timeout: 60_000,
  }, async () => {
    const settled = await settle(300, CONTEXT)
    const failure = { failedPercent: 50, messages: 40 }
    const flood = await reliabilityAfter(settled, { protocol: 'hyparview', ...failure }, CONTEXT)
    const gossip = await reliabilityAfter(settled, { protocol: 'cyclon', ...failure }, CONTEXT)
    expect(flood.value).toBe(100)
    expect(gossip.value).toBeGreaterThan(55)
    expect(gossip.value).toBeLessThan(90)
  })
})

describe('the experiment', () => {
  it('measures at a small scale what its claims speak of, the same each time', { timeout: 60_000 }, async () => {
    const done: number[] = []
    const measured = await hyParView.run({ ...CONTEXT, progress: (share) => done.push(share) })
    expect(judge(hyParView, measured).every(({ measured: { value } }) => Number.isFinite(value))).toBe(true)
    expect(done.every((share, i) => share >= (done[i - 1] ?? 0))).toBe(true)
    expect(done.at(-1)).toBe(1)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(hyParView.run({ ...CONTEXT, signal })).rejects.toThrow('enough')
  })
})
