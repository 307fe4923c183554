import { decode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_BYTES, Reader } from './reader.ts'
import { Writer } from './writer.ts'

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer()
  write(writer)
  return writer.copy()
}

function hex(write: (writer: Writer) => void): string {
  return Buffer.from(written(write)).toString('hex')
}

/** What a decoder that is not ours makes of it. */
function foreign(write: (writer: Writer) => void): unknown {
  return decode(written(write), { useBigInt64: true })
}

const integers = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -300, max: 300 }),
  fc.constantFrom(127, 128, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53, -32, -33, -128, -129),
  fc.constantFrom(-32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, -(2 ** 63)),
)

describe('the writer', () => {
  it('writes integers that any msgpack decoder reads, and ours', () => {
    fc.assert(
      fc.property(integers, (value) => {
        expect(Number(foreign((writer) => writer.int(value)))).toBe(value)
        expect(new Reader().reset(written((writer) => writer.int(value))).int()).toBe(value)
      }),
    )
  })

  it('writes integers as short as can be, and what is not negative as unsigned', () => {
    const forms = [
      [0, '00'],
      [127, '7f'],
      [128, 'cc80'],
      [255, 'ccff'],
      [256, 'cd0100'],
      [65_535, 'cdffff'],
      [65_536, 'ce00010000'],
      [0xffffffff, 'ceffffffff'],
      [2 ** 32, 'cf0000000100000000'],
      [Number.MAX_SAFE_INTEGER, 'cf001fffffffffffff'],
      [-1, 'ff'],
      [-32, 'e0'],
      [-33, 'd0df'],
      [-128, 'd080'],
      [-129, 'd1ff7f'],
      [-32_769, 'd2ffff7fff'],
      [-(2 ** 31) - 1, 'd3ffffffff7fffffff'],
    ] as const
    for (const [value, bytes] of forms) expect(hex((writer) => writer.int(value))).toBe(bytes)
  })

  it('refuses to write what is no integer', () => {
    for (const value of [0.5, -1.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => new Writer().int(value)).toThrow(RangeError)
  })

  it('writes floats of eight bytes that any decoder reads', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(written((writer) => writer.float(value))).toHaveLength(9)
        expect(foreign((writer) => writer.float(value))).toBe(value)
      }),
    )
  })

  it('writes texts that any decoder reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(foreign((writer) => writer.text(text))).toBe(text)
        expect(new Reader().reset(written((writer) => writer.text(text))).text()).toBe(text)
      }),
    )
  })

  it('writes text and bytes alike, never as str8 or bin, which old peers do not know', () => {
    const leads = [
      [0, 'a0'],
      [31, 'bf'],
      [32, 'da0020'],
      [255, 'da00ff'],
      [256, 'da0100'],
      [65_535, 'daffff'],
      [65_536, 'db00010000'],
    ] as const
    for (const [length, lead] of leads) {
      const expected = `${lead}${'61'.repeat(length)}`
      expect(hex((writer) => writer.text('a'.repeat(length)))).toBe(expected)
      expect(hex((writer) => writer.blob(new Uint8Array(length).fill(0x61)))).toBe(expected)
    }
    expect(hex((writer) => writer.blob(NO_BYTES))).toBe('c0')
  })

  it('writes arrays and maps of every size that any decoder reads', () => {
    for (const count of [0, 15, 16, 65_535, 65_536]) {
      const array = foreign((writer) => {
        writer.arrayHeader(count)
        for (let i = 0; i < count; i++) writer.nil()
      })
      expect(array).toHaveLength(count)
      const map = foreign((writer) => {
        writer.mapHeader(count)
        for (let i = 0; i < count; i++) {
          writer.text(String(i))
          writer.bool(i % 2 === 0)
        }
      })
      expect(Object.keys(map as object)).toHaveLength(count)
    }
  })

  it('grows with what it holds, and keeps what is there', () => {
    const pieces = fc.array(fc.uint8Array({ maxLength: 1500 }), { maxLength: 12 })
    fc.assert(
      fc.property(pieces, (parts) => {
        const writer = new Writer()
        for (const part of parts) writer.raw(part)
        expect(writer.copy()).toEqual(Uint8Array.from(parts.flatMap((part) => [...part])))
      }),
    )
    const writer = new Writer()
    for (let i = 0; i < 5000; i++) writer.byte(i)
    expect(writer.copy()).toEqual(Uint8Array.from({ length: 5000 }, (_, i) => i))
  })

  it('takes back what is cut off, and overwrites what is patched', () => {
    const writer = new Writer()
    writer.u16(0x0102)
    writer.u32(0xdeadbeef)
    writer.truncate(4)
    expect([...writer.view()]).toEqual([1, 2, 0xde, 0xad])
    writer.patchU16(0, 0xfffe)
    expect([...writer.copy(1)]).toEqual([0xfe, 0xde, 0xad])
    writer.patchU32(0, 0x80000001)
    expect([...writer.copy()]).toEqual([0x80, 0, 0, 1])
  })
})
