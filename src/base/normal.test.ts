import { describe, expect, it } from 'vitest'
import { normal } from './normal.ts'
import { Rng } from './rng.ts'

describe('the normal number', () => {
  it('has the mean, the spread and the tails of one', () => {
    const rng = new Rng(1)
    const draws = Array.from({ length: 200_000 }, () => normal(() => rng.next()))
    const mean = draws.reduce((sum, z) => sum + z, 0) / draws.length
    const variance = draws.reduce((sum, z) => sum + z * z, 0) / draws.length
    const beyondTwo = draws.filter((z) => Math.abs(z) > 2).length / draws.length
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(draws.length))
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / draws.length))
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.0025)
  })
})
