import { describe, expect, it } from 'vitest'
import { judge } from '../judge.ts'
import { cyclon } from './cyclon.ts'

const CONTEXT = { seed: 1, scale: 0.01, signal: new AbortController().signal, progress: () => {} }

describe('the experiment', () => {
  it('finds nodes known more evenly than by chance at a small scale', { timeout: 60_000 }, async () => {
    const done: number[] = []
    const measured = await cyclon.run({ ...CONTEXT, progress: (share) => done.push(share) })
    expect(judge(cyclon, measured).every(({ measured: { value } }) => Number.isFinite(value))).toBe(true)
    expect(measured['in-degree, s.d.']?.value).toBeLessThan(Math.sqrt(20))
    expect(done.at(-1)).toBe(1)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(cyclon.run({ ...CONTEXT, signal })).rejects.toThrow('enough')
  })
})
