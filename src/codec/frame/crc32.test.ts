import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reader } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import { CHECKSUM, CHECKSUM_SIZE, skipChecksum } from './checksum.ts'
import { crc32 } from './crc32.ts'

function withChecksum(message: Uint8Array, crc = crc32(message)): Uint8Array {
  return Uint8Array.of(CHECKSUM, crc >>> 24, crc >>> 16, crc >>> 8, crc, ...message)
}

function outcome(bytes: Uint8Array): string | number {
  const reader = new Reader().reset(bytes)
  try {
    skipChecksum(reader)
    return reader.at
  } catch (error) {
    return (error as WireError).code
  }
}

describe('CRC-32', () => {
  it('has the check value of the catalogues', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926)
    expect(crc32(new Uint8Array(0))).toBe(0)
  })

  it('is that of zlib, over any part of the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), fc.nat(100), (bytes, a, b) => {
        const start = Math.min(a, b, bytes.length)
        const end = Math.min(Math.max(a, b), bytes.length)
        expect(crc32(bytes, start, end)).toBe(zlibCrc32(bytes.subarray(start, end)))
      }),
    )
  })
})

describe('the checksum header', () => {
  it('is passed if it fits', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (message) => {
        expect(outcome(withChecksum(message))).toBe(CHECKSUM_SIZE)
      }),
    )
  })

  it('is refused if a single bit is wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), (message, place) => {
        const bytes = withChecksum(message)
        const bit = 8 + (place % (8 * (bytes.length - 1)))
        bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7))
        expect(outcome(bytes)).toBe('ERR_CHECKSUM')
      }),
    )
  })

  it('need not be there', () => {
    expect(outcome(Uint8Array.of(0, 0x80))).toBe(0)
  })

  it('is refused over nothing, which crashes some peers, and where it is cut', () => {
    expect(outcome(withChecksum(new Uint8Array(0)))).toBe('ERR_TRUNCATED')
    for (let length = 1; length <= CHECKSUM_SIZE; length++)
      expect(outcome(withChecksum(Uint8Array.of(8, 1)).subarray(0, length))).toBe('ERR_TRUNCATED')
  })
})
