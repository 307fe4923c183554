import { encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WireError } from '../wire-error.ts'
import { ObjectScanner } from './object-scanner.ts'
import { Reader } from './reader.ts'

/** Where the value ends according to the scanner, which sees the bytes up to each of `ends` in turn; −1 if nowhere. */
function scan(bytes: Uint8Array, ends: readonly number[], start = 0): number {
  const scanner = new ObjectScanner(start)
  for (const end of ends) if (scanner.scan(bytes, end)) return scanner.at
  return -1
}

/** Where the reader says that it ends. */
function skip(bytes: Uint8Array): number {
  const reader = new Reader().reset(bytes)
  try {
    reader.skip()
    return reader.at
  } catch (error) {
    return (error as WireError).code === 'ERR_TRUNCATED' ? -1 : Number.NaN
  }
}

function everyEnd(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length + 1 }, (_, end) => end)
}

const values = fc.jsonValue({ maxDepth: 5 })

describe('the object scanner', () => {
  it('finds the end of a value, byte by byte or at once, whatever follows', () => {
    fc.assert(
      fc.property(values, fc.uint8Array({ maxLength: 9 }), (value, rest) => {
        const own = encode(value)
        const bytes = Uint8Array.of(...own, ...rest)
        expect(scan(bytes, [bytes.length])).toBe(own.length)
        expect(scan(bytes, everyEnd(bytes))).toBe(own.length)
        expect(scan(own, everyEnd(own.subarray(1)))).toBe(-1)
      }),
    )
  })

  it('agrees with the reader about any bytes but the reserved one', () => {
    const heads = fc.integer({ min: 0xc0, max: 0xdf }).filter((byte) => byte !== 0xc1)
    const bytes = fc.tuple(heads, fc.uint8Array({ maxLength: 30 })).map(([head, rest]) => Uint8Array.of(head, ...rest))
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 60 })), (data) => {
        const expected = skip(data)
        if (Number.isNaN(expected)) return
        expect(scan(data, [data.length])).toBe(expected)
        expect(scan(data, everyEnd(data))).toBe(expected)
      }),
      { numRuns: 3000 },
    )
  })

  it('begins where it is told', () => {
    expect(scan(Uint8Array.of(0x92, 0xa1, 0x61, 7), [4], 1)).toBe(3)
  })

  it('waits for as much as was announced, and no more than that is looked at', () => {
    const scanner = new ObjectScanner(0)
    const bytes = Uint8Array.of(0xdb, 0xff, 0xff, 0xff, 0xff, 1, 2, 3)
    expect(scanner.scan(bytes, bytes.length)).toBe(false)
    expect(scanner.at).toBe(bytes.length)
  })
})
