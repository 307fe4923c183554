import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { varintLength, VarintReader, writeVarint } from './varint.ts'

function written(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, value) => sum + varintLength(value), 0))
  expect(values.reduce((at, value) => writeVarint(value, bytes, at), 0)).toBe(bytes.length)
  return bytes
}

describe('a varint', () => {
  it('is read as it was written, whatever its size', () => {
    const values = fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(300)))
    fc.assert(
      fc.property(values, (all) => {
        const reader = new VarintReader(written(...all))
        expect(all.map(() => reader.next())).toEqual(all)
        expect(reader.next()).toBeNaN()
      }),
    )
  })

  it('takes as many bytes as protobuf gives it', () => {
    expect([...written(1), ...written(300)]).toEqual([1, 0xac, 0x02])
    expect(varintLength(Number.MAX_SAFE_INTEGER)).toBe(8)
  })

  it('that is cut, or of 2^53 and more, is none, and nothing after it is', () => {
    for (const bytes of [[], [0x80], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 1], new Array(20).fill(0x80)]) {
      const reader = new VarintReader(Uint8Array.from(bytes))
      expect([reader.next(), reader.next()]).toEqual([Number.NaN, Number.NaN])
      expect([reader.take(0), reader.take(1)]).toEqual([undefined, undefined])
    }
  })

  it('is no negative, broken or too great number', () => {
    for (const value of [-1, 0.5, 2 ** 53, Number.NaN]) {
      expect(() => writeVarint(value, new Uint8Array(16), 0)).toThrow(RangeError)
    }
  })

  it('stands before bytes that can be taken', () => {
    const reader = new VarintReader(Uint8Array.of(2, 7, 8, 9))
    expect(reader.take(reader.next())).toEqual(Uint8Array.of(7, 8))
    expect(reader.isAtEnd).toBe(false)
    expect(reader.rest()).toEqual(Uint8Array.of(9))
    expect(reader.isAtEnd).toBe(true)
    expect(reader.take(2)).toBeUndefined()
  })
})
