import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../../base/utf8.ts'
import { WireError } from '../wire-error.ts'
import { NO_BYTES, Reader } from './reader.ts'

type Read = (reader: Reader) => unknown

/** What the whole of the bytes reads as, or the code of the refusal. */
function read(how: Read, ...bytes: readonly number[]): unknown {
  const reader = new Reader().reset(Uint8Array.from(bytes))
  try {
    const value = how(reader)
    expect(reader.remaining).toBe(0)
    return value
  } catch (error) {
    if (error instanceof WireError) return error.code
    throw error
  }
}

function hex(text: string): number[] {
  return [...Buffer.from(text.replaceAll(' ', ''), 'hex')]
}

const u16: Read = (reader) => reader.uint(0xffff)
const u32: Read = (reader) => reader.uint(0xffffffff)
const int: Read = (reader) => reader.int()
const lamport: Read = (reader) => reader.lamport()
const float: Read = (reader) => reader.float()
const bool: Read = (reader) => reader.bool()
const text: Read = (reader) => reader.text()
const blob: Read = (reader) => reader.blob()
const skip: Read = (reader) => reader.skip()

/** One value of every kind that is no integer: what a number may not be. */
const NOT_NUMBERS = ['c2', 'c3', 'a137', 'd90137', 'da000137', 'c40137', '9107', '8101', 'dc0000', 'c1', 'c70100ff']

describe('an unsigned field', () => {
  it('takes any integer of any width that fits', () => {
    const sevens = ['07', 'cc07', 'cd0007', 'ce00000007', 'cf0000000000000007', 'd007', 'd10007', 'd200000007']
    for (const bytes of [...sevens, 'd30000000000000007']) expect(read(u16, ...hex(bytes))).toBe(7)
    expect(read(u32, ...hex('ce ffffffff'))).toBe(0xffffffff)
    expect(read(u16, 0xc0)).toBe(0)
  })

  it('refuses what is too great for it', () => {
    expect(read(u16, ...hex('ce 00010000'))).toBe('ERR_BAD_VALUE')
    expect(read(u32, ...hex('cf 0000000100000000'))).toBe('ERR_BAD_VALUE')
    expect(read(u32, ...hex('cf ffffffffffffffff'))).toBe('ERR_BAD_VALUE')
    expect(read((reader) => reader.uint(5), 6)).toBe('ERR_BAD_VALUE')
  })

  it('refuses negative integers of any width', () => {
    for (const bytes of ['ff', 'e0', 'd0ff', 'd1ffff', 'd2ffffffff', 'd3ffffffffffffffff'])
      expect(read(u32, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })

  it('refuses floats, even whole ones, and whatever is no number', () => {
    for (const bytes of [...NOT_NUMBERS, 'ca40e00000', 'cb401c000000000000'])
      expect(read(u32, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('a signed field', () => {
  it('takes what both generations of Go write', () => {
    expect(read(int, ...hex('cc c8'))).toBe(200) // the old one: as unsigned
    expect(read(int, ...hex('d1 00c8'))).toBe(200) // the new one: as signed
    expect(read(int, ...hex('d2 00010000'))).toBe(65_536)
    expect(read(int, ...hex('d3 000000037e11d600'))).toBe(15_000_000_000)
    expect(read(int, ...hex('cf 000000037e11d600'))).toBe(15_000_000_000)
  })

  it('takes negative integers of every width', () => {
    for (const bytes of ['ff', 'd0ff', 'd1ffff', 'd2ffffffff', 'd3ffffffffffffffff'])
      expect(read(int, ...hex(bytes))).toBe(-1)
    expect(read(int, 0xe0)).toBe(-32)
    expect(read(int, ...hex('d0 80'))).toBe(-128)
    expect(read(int, ...hex('d1 8000'))).toBe(-32_768)
    expect(read(int, ...hex('d2 80000000'))).toBe(-(2 ** 31))
    expect(read(int, ...hex('d3 8000000000000000'))).toBe(-(2 ** 63))
    expect(read(int, 0xc0)).toBe(0)
  })

  it('wraps unsigned integers above 2^63 - 1 to negative ones, as Go does', () => {
    expect(read(int, ...hex('cf ffffffffffffffff'))).toBe(-1)
    expect(read(int, ...hex('cf 8000000000000000'))).toBe(-(2 ** 63))
    expect(read(int, ...hex('cf 7fffffffffffffff'))).toBe(2 ** 63)
  })

  it('refuses floats and whatever is no number', () => {
    for (const bytes of [...NOT_NUMBERS, 'ca40e00000', 'cb401c000000000000'])
      expect(read(int, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('a Lamport time', () => {
  it('goes up to 2^53 - 1, and beyond is out of range', () => {
    expect(read(lamport, ...hex('cf 001fffffffffffff'))).toBe(Number.MAX_SAFE_INTEGER)
    expect(read(lamport, ...hex('cf 0020000000000000'))).toBe('ERR_OUT_OF_RANGE')
    expect(read(lamport, ...hex('cf ffffffffffffffff'))).toBe('ERR_OUT_OF_RANGE')
    expect(read(lamport, 0xff)).toBe('ERR_BAD_VALUE')
  })
})

describe('a float field', () => {
  it('takes floats of both widths and any integer', () => {
    expect(read(float, ...hex('ca 3fc00000'))).toBe(1.5)
    expect(read(float, ...hex('cb 3ff8000000000000'))).toBe(1.5)
    expect(read(float, ...hex('cb 7ff0000000000000'))).toBe(Number.POSITIVE_INFINITY)
    expect(read(float, ...hex('cb 7ff8000000000000'))).toBeNaN()
    expect([read(float, 7), read(float, 0xff), read(float, 0xc0), read(float, 0xd1, 1, 0)]).toEqual([7, -1, 0, 256])
  })

  it('reads them out of the middle of a larger buffer', () => {
    const buffer = Uint8Array.from([9, 9, 9, ...hex('cb 3ff8000000000000')])
    expect(new Reader().reset(buffer.subarray(1), 2).float()).toBe(1.5)
  })

  it('refuses whatever is no number', () => {
    for (const bytes of NOT_NUMBERS) expect(read(float, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('a boolean field', () => {
  it('takes true, false, the fixints 0 and 1, and nil', () => {
    expect([0xc2, 0xc3, 0, 1, 0xc0].map((byte) => read(bool, byte))).toEqual([false, true, false, true, false])
  })

  it('refuses other numbers, and 1 in a wider form', () => {
    for (const bytes of ['02', 'ff', 'cc01', 'a0', '80', '90']) expect(read(bool, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('a text field', () => {
  it('takes raw, str and bin of every width, arrays of bytes, and nil', () => {
    for (const lead of ['a2', 'd902', 'da0002', 'db00000002', 'c402', 'c50002', 'c600000002', '92'])
      expect(read(text, ...hex(`${lead}6162`))).toBe('ab')
    expect([read(text, 0xa0), read(text, 0xc0), read(text, 0x90)]).toEqual(['', '', ''])
  })

  it('keeps bytes that are no UTF-8', () => {
    const name = read(text, 0xa3, 0x61, 0xff, 0x62) as string
    expect([...encodeUtf8(name)]).toEqual([0x61, 0xff, 0x62])
  })

  it('refuses numbers, booleans and maps', () => {
    for (const bytes of ['07', 'ff', 'c2', '8101', 'cb401c000000000000', 'c1'])
      expect(read(text, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('a bytes field', () => {
  it('takes raw, str and bin of every width, arrays and maps of byte values, and nil', () => {
    for (const lead of ['a2', 'd902', 'da0002', 'db00000002', 'c402', 'c50002', 'c600000002', '92', '81', 'dc0002'])
      expect(read(blob, ...hex(`${lead}0102`))).toEqual(Uint8Array.of(1, 2))
    expect(read(blob, 0xc0)).toBe(NO_BYTES)
    expect(read(blob, ...hex('92 ccff d10080'))).toEqual(Uint8Array.of(255, 128))
  })

  it('gives bytes of their own, short or long', () => {
    for (const length of [3, 32, 33, 200]) {
      const source = Uint8Array.of(0xd9, length, ...new Array<number>(length).fill(5))
      const bytes = new Reader().reset(source).blob()
      source.fill(0)
      expect(bytes).toEqual(new Uint8Array(length).fill(5))
    }
  })

  it('refuses array items that are no bytes', () => {
    for (const bytes of ['91cd0100', '91ff', '91a0', '07', 'c2'])
      expect(read(blob, ...hex(bytes))).toBe('ERR_BAD_VALUE')
  })
})

describe('passing over a value', () => {
  it('knows every form there is', () => {
    const numbers = ['00', '7f', 'e0', 'ff', 'cc01', 'cd0001', 'ce00000001', 'cf0000000000000001', 'd001', 'd10001']
    const rest = ['d200000001', 'd30000000000000001', 'ca00000000', 'cb0000000000000000', 'c0', 'c2', 'c3']
    const bytes = ['a101', 'd90101', 'da000101', 'db0000000101', 'c40101', 'c5000101', 'c60000000101']
    const extensions = [
      'd401ff',
      'd501ffff',
      `d601${'ff'.repeat(4)}`,
      `d701${'ff'.repeat(8)}`,
      `d801${'ff'.repeat(16)}`,
    ]
    const wide = ['c70201ffff', 'c8000201ffff', 'c90000000201ffff', 'c70001']
    const nested = [
      '93019201a0c0',
      '82a161 81a16201 a162 90',
      'dc000201dd0000000102',
      'de0001a16101',
      'df00000001a16101',
    ]
    for (const value of [...numbers, ...rest, ...bytes, ...extensions, ...wide, ...nested]) {
      expect(read(skip, ...hex(value)), value).toBeUndefined()
      expect(read(skip, ...hex(value).slice(0, -1)), value).toBe('ERR_TRUNCATED')
    }
  })

  it('ends soon where four billion items were announced and a short text came', () => {
    expect(read(skip, ...hex('dd ffffffff a161'))).toBe('ERR_TRUNCATED')
    expect(read(skip, ...hex('df ffffffff a161'))).toBe('ERR_TRUNCATED')
  })

  it('refuses the reserved byte', () => {
    expect(read(skip, 0xc1)).toBe('ERR_BAD_VALUE')
    expect(read(skip, 0x91, 0xc1)).toBe('ERR_BAD_VALUE')
  })

  it('does not care how deep it goes', () => {
    const deep = new Array<number>(200_000).fill(0x91)
    expect(read(skip, ...[0x92, 0x01], 0xc0)).toBeUndefined()
    const reader = new Reader().reset(Uint8Array.from([...deep, 0xc0]))
    reader.skip()
    expect(reader.remaining).toBe(0)
    expect(() => new Reader().reset(Uint8Array.from(deep)).skip()).toThrow(WireError)
  })
})

describe('the reader', () => {
  it('never believes a length or count that the bytes do not bear out', () => {
    for (const bytes of ['dbffffffff61', 'c6ffffffff61', 'ddffffffff01', 'd9ff61', 'bf61'])
      for (const how of [text, blob, skip]) expect(read(how, ...hex(bytes)), bytes).toBe('ERR_TRUNCATED')
    for (const bytes of ['dfffffffff01', 'c9ffffffff0161'])
      expect(read(skip, ...hex(bytes)), bytes).toBe('ERR_TRUNCATED')
    expect(read(blob, ...hex('dfffffffff01'))).toBe('ERR_TRUNCATED')
  })

  it('refuses every value that is cut', () => {
    const values = [
      [u32, 'ce00000001'],
      [int, 'd30000000000000001'],
      [float, 'cb3ff8000000000000'],
      [text, 'a26162'],
    ]
    for (const [how, value] of [...values, [blob, 'c50002abcd'], [blob, '9201cc02']] as [Read, string][])
      for (let length = 0; length < value.length; length += 2)
        expect(read(how, ...hex(value.slice(0, length)))).toBe('ERR_TRUNCATED')
  })

  it('keeps to the end that it was given', () => {
    const reader = new Reader().reset(Uint8Array.of(0xa2, 0x61, 0x62), 0, 2)
    expect(() => reader.text()).toThrow(WireError)
    expect([...new Reader().reset(Uint8Array.of(1, 2, 3, 4), 1, 3).take(2)]).toEqual([2, 3])
    expect(() => new Reader().reset(Uint8Array.of(1, 2, 3, 4), 1, 3).take(3)).toThrow(WireError)
  })

  it('reads any bytes as anything, or throws a WireError', () => {
    const readers = fc.constantFrom(u16, u32, int, lamport, float, bool, text, blob, skip)
    fc.assert(
      fc.property(readers, fc.uint8Array({ maxLength: 40 }), (how, bytes) => {
        const reader = new Reader().reset(bytes)
        try {
          how(reader)
          expect(reader.at).toBeLessThanOrEqual(bytes.length)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
