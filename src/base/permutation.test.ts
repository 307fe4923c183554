import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Permutation } from './permutation.ts'
import { Rng } from './rng.ts'

function randomOf(seed: number): () => number {
  const rng = new Rng(seed)
  return () => rng.next()
}

function allOf(permutation: Permutation): number[] {
  return Array.from({ length: permutation.size }, (_, place) => permutation.at(place))
}

describe('a permutation', () => {
  it('gives every number once, whatever its size and keys', () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(), (size, seed) => {
        const numbers = allOf(new Permutation(size, randomOf(seed)))
        expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i))
      }),
    )
  })

  it('gives each number at each place about equally often', () => {
    const [size, draws] = [10, 20_000]
    const counts = new Uint32Array(size * size)
    const random = randomOf(1)
    for (let draw = 0; draw < draws; draw++) {
      for (const [place, number] of allOf(new Permutation(size, random)).entries()) counts[place * size + number]!++
    }
    const expected = draws / size
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(126) // 81 degrees of freedom, 0.1 %
  })

  it('refuses what it cannot permute', () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 31]) expect(() => new Permutation(size, () => 0)).toThrow(RangeError)
  })
})
