import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WireError } from '../wire-error.ts'
import {
  compactBlockBytes,
  decodeCompactBlock,
  decodeIndexes,
  encodeCompactBlock,
  encodeIndexes,
  indexesBytes,
} from './compact-block.ts'

const indexLists = fc
  .uniqueArray(fc.integer({ min: 0, max: 65_535 }), { maxLength: 50 })
  .map((list) => list.sort((a, b) => a - b))
/** Of one byte, which says how many others follow. */
const items = fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(rest.length, ...rest))
const itemBytes = (rest: Uint8Array): number => 1 + (rest[0] ?? 0)
const forms = fc
  .record({
    header: fc.uint8Array({ minLength: 80, maxLength: 80 }),
    nonce: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    shortIds: fc.integer({ min: 0, max: 300 }).map((count) => new Uint8Array(6 * count).fill(count)),
    places: indexLists,
    item: items,
  })
  .map(({ places, item, ...form }) => ({ ...form, prefilled: places.map((index) => ({ index, item })) }))

describe('a compact block', () => {
  it('is read as it was written, and is as long as it says', () => {
    fc.assert(
      fc.property(forms, (form) => {
        const bytes = encodeCompactBlock(form)
        expect(bytes.length).toBe(compactBlockBytes(form))
        expect(decodeCompactBlock(bytes, itemBytes)).toEqual(form)
      }),
    )
  })

  it('is refused, and nothing else happens, whatever the bytes are', () => {
    fc.assert(
      fc.property(forms, fc.nat(), fc.nat(255), fc.nat(), (form, at, byte, cut) => {
        const bytes = encodeCompactBlock(form)
        bytes[at % bytes.length] = byte
        const wrong = bytes.subarray(0, cut % (bytes.length + 1))
        expectReadOrRefused(() => decodeCompactBlock(wrong, itemBytes))
      }),
    )
  })

  it('is refused with more short ids than it has bytes for', () => {
    const bytes = new Uint8Array(91)
    bytes.set([0xfd, 0xff, 0xff], 88)
    expect(() => decodeCompactBlock(bytes, itemBytes)).toThrow(WireError)
  })
})

describe('a list of indexes', () => {
  it('is read as it was written, and is as long as it says', () => {
    fc.assert(
      fc.property(indexLists, (indexes) => {
        const bytes = encodeIndexes(indexes)
        expect(bytes.length).toBe(indexesBytes(indexes))
        expect(decodeIndexes(bytes)).toEqual(indexes)
      }),
    )
  })

  it('is refused or read, whatever the bytes are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => expectReadOrRefused(() => decodeIndexes(bytes))))
  })

  it.each([
    ['an index that is not in its shortest form', [1, 0xfd, 5, 0]],
    ['an index beyond 16 bits', [2, 0xfd, 0xff, 0xff, 0]],
    ['fewer indexes than it says', [3, 0]],
    ['bytes behind it', [1, 0, 0]],
    ['nothing in it', []],
  ])('is refused with %s', (_, bytes) => {
    expect(() => decodeIndexes(Uint8Array.from(bytes))).toThrow(WireError)
  })
})

function expectReadOrRefused(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(WireError)
  }
}
