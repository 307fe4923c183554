import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reader } from '../msgpack/reader.ts'
import type { WireError } from '../wire-error.ts'
import { type CompoundParts, readCompound } from './compound.ts'

function compound(parts: readonly Uint8Array[]): Uint8Array {
  const lengths = parts.flatMap(({ length }) => [length >> 8, length & 255])
  return Uint8Array.of(parts.length, ...lengths, ...parts.flatMap((part) => [...part]))
}

function read(bytes: Uint8Array): CompoundParts {
  return readCompound(new Reader().reset(bytes))
}

function slices(bytes: Uint8Array): Uint8Array[] {
  const { starts, ends } = read(bytes)
  return starts.map((start, i) => bytes.subarray(start, ends[i]))
}

const partLists = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 255 })

describe('a compound', () => {
  it('gives its parts, up to 255 of them, and ignores what follows', () => {
    fc.assert(
      fc.property(partLists, fc.uint8Array({ maxLength: 9 }), (parts, rest) => {
        const bytes = Uint8Array.of(...compound(parts), ...rest)
        expect(slices(bytes)).toEqual(parts)
        expect(read(bytes).truncated).toBe(0)
      }),
    )
  })

  it('knows parts of more than 255 bytes', () => {
    const parts = [new Uint8Array(300).fill(1), new Uint8Array(40_000).fill(2), Uint8Array.of(3)]
    expect(slices(compound(parts))).toEqual(parts)
  })

  it('loses only the parts that a cut hits, and counts them', () => {
    const parts = [Uint8Array.of(1, 1), Uint8Array.of(2, 2, 2), Uint8Array.of(3)]
    const whole = compound(parts)
    const cut = (by: number): [number, number] => {
      const { starts, truncated } = read(whole.subarray(0, whole.length - by))
      return [starts.length, truncated]
    }
    expect([0, 1, 2, 4, 5, 6].map(cut)).toEqual([
      [3, 0],
      [2, 1],
      [1, 2],
      [1, 2],
      [0, 3],
      [0, 3],
    ])
  })

  it('is refused if its count or its table is cut', () => {
    const codeOf = (bytes: Uint8Array): string => {
      try {
        read(bytes)
        return 'accepted'
      } catch (error) {
        return (error as WireError).code
      }
    }
    const whole = compound([Uint8Array.of(1), Uint8Array.of(2)])
    for (let length = 0; length < 5; length++) expect(codeOf(whole.subarray(0, length))).toBe('ERR_TRUNCATED')
    expect(codeOf(whole.subarray(0, 5))).toBe('accepted')
  })
})
