import { describe, expect, it } from 'vitest'
import { flapping } from './flapping.ts'

describe('the experiment', () => {
  it('runs in its small form, and its claims speak of what it measures', async () => {
    const context = { seed: 1, scale: 0.1, signal: new AbortController().signal, progress: () => {} }
    const measured = await flapping.run(context)
    expect(flapping.claims.filter((claim) => measured[claim.measure] === undefined)).toEqual([])
    expect(measured['false deaths at healthy members, SWIM']?.value).toBeGreaterThan(0)
  })
})
