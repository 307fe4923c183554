import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Slab } from './slab.ts'

describe('a slab', () => {
  it('gives copies that are what was copied, whatever becomes of that and of other copies', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (all) => {
        const slab = new Slab()
        const expected = all.map((bytes) => [...bytes])
        const copies = all.map((bytes) => {
          const copy = slab.copy(bytes)
          bytes.fill(0)
          return copy
        })
        expect(copies.map((copy) => [...copy])).toEqual(expected)
        for (const [i, copy] of copies.entries()) if (i % 2 === 0) copy.fill(255)
        for (const [i, copy] of copies.entries()) if (i % 2 === 1) expect([...copy]).toEqual(expected[i])
      }),
    )
  })

  it('goes on in another piece where one is full, and gives long copies memory of their own', () => {
    const slab = new Slab()
    const small = Array.from({ length: 30 }, (_, i) => slab.copy(new Uint8Array(4000).fill(i)))
    expect(new Set(small.map(({ buffer }) => buffer)).size).toBe(2)
    for (const [i, copy] of small.entries()) expect(copy).toEqual(new Uint8Array(4000).fill(i))
    const long = slab.copy(new Uint8Array(10_000).fill(7))
    expect([long.buffer.byteLength, long[9999]]).toEqual([10_000, 7])
  })
})
