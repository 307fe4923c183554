import { decode, encode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WireError } from '../wire-error.ts'
import { list, mapOf, NO_ENTRIES, NO_ITEMS, nullable } from './containers.ts'
import { blob, bool, float, int, type Kind, lamport, text, u16, u32, u8 } from './kinds.ts'
import { NO_BYTES, Reader } from './reader.ts'
import { encodeValue, struct } from './struct.ts'

interface Part {
  Id: number
}

interface Sample {
  Zone: string
  Count: number
  Alpha: number
  Flag: boolean
  Bytes: Uint8Array
  Rate: number
  Time: number
  Byte: number
  Port: number
  Parts: readonly (Part | undefined)[]
  Table: ReadonlyMap<string, number>
}

const PART = struct<Part>([['Id', u32]])

const SAMPLE = struct<Sample>([
  ['Zone', text],
  ['Count', int],
  ['Alpha', u32],
  ['Flag', bool],
  ['Bytes', blob],
  ['Rate', float],
  ['Time', lamport],
  ['Byte', u8],
  ['Port', u16, 'omit-empty'],
  ['Parts', list(nullable(PART))],
  ['Table', mapOf(lamport)],
])

const u32s = fc.nat(0xffffffff)
const texts = fc.string({ unit: 'binary', maxLength: 40 })
const samples: fc.Arbitrary<Sample> = fc.record({
  Zone: texts,
  Count: fc.maxSafeInteger(),
  Alpha: u32s,
  Flag: fc.boolean(),
  Bytes: fc.uint8Array({ maxLength: 300 }),
  Rate: fc.double({ noNaN: true }),
  Time: fc.maxSafeNat(),
  Byte: fc.nat(255),
  Port: fc.nat(65_535),
  Parts: fc.array(fc.option(fc.record({ Id: u32s }), { nil: undefined }), { maxLength: 20 }),
  Table: fc.uniqueArray(fc.tuple(texts, fc.maxSafeNat()), { selector: ([key]) => key }).map((pairs) => new Map(pairs)),
})

function read<T>(kind: Kind<T>, bytes: Uint8Array): T {
  return kind.read(new Reader().reset(bytes))
}

function codeOf(kind: Kind<unknown>, bytes: readonly number[]): string {
  try {
    read(kind, Uint8Array.from(bytes))
    return 'accepted'
  } catch (error) {
    return (error as WireError).code
  }
}

/** A header that announces so many items, or pairs. */
function header(lead: number, count: number): number[] {
  return [lead, count >>> 24, (count >>> 16) & 255, (count >>> 8) & 255, count & 255]
}

describe('a struct', () => {
  it('encodes and decodes to itself', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        expect(read(SAMPLE, encodeValue(SAMPLE, sample))).toEqual(sample)
      }),
    )
  })

  it('is written with its keys in bytewise order', () => {
    const keys = Object.keys(decode(encodeValue(SAMPLE, { ...SAMPLE.zero, Port: 7 })) as object)
    expect(keys).toEqual([...keys].sort())
    expect(keys).toHaveLength(11)
  })

  it('leaves out empty values of omit-empty fields, and no others', () => {
    const keys = Object.keys(decode(encodeValue(SAMPLE, SAMPLE.zero)) as object)
    expect(keys).toHaveLength(10)
    expect(keys).not.toContain('Port')
  })

  it('reads what another encoder writes, its keys in any order', () => {
    fc.assert(
      fc.property(samples, fc.nat(), (sample, turn) => {
        const { Parts: _parts, Table: _table, ...plain } = { ...sample, Rate: sample.Rate || 0 } // it writes -0 as 0
        const entries = Object.entries(plain)
        const turned = [...entries.slice(turn % entries.length), ...entries.slice(0, turn % entries.length)]
        const bytes = encode(Object.fromEntries(turned))
        expect(read(SAMPLE, bytes)).toEqual({ ...plain, Parts: NO_ITEMS, Table: NO_ENTRIES })
      }),
    )
  })

  it('passes over unknown keys, whatever they hold', () => {
    const unknown = fc.anything({ withNullPrototype: false, withBigInt: false, maxDepth: 4 }).filter(isEncodable)
    fc.assert(
      fc.property(unknown, u32s, (extra, Alpha) => {
        expect(read(SAMPLE, encode({ Extra: extra, Alpha, alpha: extra }))).toEqual({ ...SAMPLE.zero, Alpha })
      }),
    )
  })

  it('goes on behind an unknown key with a short text', () => {
    expect(read(PART, encode({ Hint: 'x', Id: 7 }))).toEqual({ Id: 7 })
  })

  it('gives the last of several values of one key', () => {
    const bytes = [0x82, 0xa2, 0x49, 0x64, 1, 0xa2, 0x49, 0x64, 2]
    expect(read(PART, Uint8Array.from(bytes))).toEqual({ Id: 2 })
  })

  it('knows a key with a wider header than it needs', () => {
    expect(read(PART, Uint8Array.of(0x81, 0xda, 0, 2, 0x49, 0x64, 5))).toEqual({ Id: 5 })
    expect(read(PART, Uint8Array.of(0xde, 0, 1, 0xd9, 2, 0x49, 0x64, 5))).toEqual({ Id: 5 })
    expect(read(PART, Uint8Array.of(0xdf, 0, 0, 0, 1, 0xa2, 0x49, 0x64, 5))).toEqual({ Id: 5 })
  })

  it('refuses keys that are no text', () => {
    for (const key of [0xc0, 0x01, 0xc2, 0x80]) expect(codeOf(PART, [0x81, key, 5])).toBe('ERR_BAD_VALUE')
  })

  it('is read from an array in order of declaration, shorter or longer than the struct', () => {
    expect(read(SAMPLE, encode(['z', -3, 7]))).toEqual({ ...SAMPLE.zero, Zone: 'z', Count: -3, Alpha: 7 })
    expect(read(PART, encode([5, 'more', { of: ['it'] }]))).toEqual({ Id: 5 })
    expect(read(PART, Uint8Array.of(0x90))).toEqual({ Id: 0 })
    expect(read(PART, Uint8Array.of(0xdc, 0, 1, 5))).toEqual({ Id: 5 })
    expect(read(PART, Uint8Array.from([...header(0xdd, 1), 5]))).toEqual({ Id: 5 })
  })

  it('is zero if it is nil', () => {
    expect(read(SAMPLE, Uint8Array.of(0xc0))).toEqual(SAMPLE.zero)
    expect(read(SAMPLE, Uint8Array.of(0xc0))).not.toBe(SAMPLE.zero)
  })

  it('is neither a number nor a text', () => {
    for (const lead of [0x07, 0xa0, 0xc3, 0xff]) expect(codeOf(PART, [lead])).toBe('ERR_BAD_VALUE')
  })

  it('is refused wherever it is cut', () => {
    const bytes = [
      ...encodeValue(SAMPLE, { ...SAMPLE.zero, Port: 300, Parts: [{ Id: 1 }], Table: new Map([['a', 1]]) }),
    ]
    for (let length = 0; length < bytes.length; length++)
      expect(codeOf(SAMPLE, bytes.slice(0, length))).toBe('ERR_TRUNCATED')
  })

  it('decodes mutated bytes or throws a WireError', () => {
    fc.assert(
      fc.property(samples, fc.nat(), fc.nat(255), fc.nat(), (sample, at, value, cut) => {
        const bytes = encodeValue(SAMPLE, sample)
        bytes[at % bytes.length] = value
        try {
          read(SAMPLE, bytes.subarray(0, bytes.length - (cut % 3)))
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('lists and maps', () => {
  const NUMBERS = list(u32)

  it('are nil only if they were', () => {
    expect(encodeValue(NUMBERS, NO_ITEMS)).toEqual(Uint8Array.of(0xc0))
    expect(encodeValue(NUMBERS, [])).toEqual(Uint8Array.of(0x90))
    expect(encodeValue(mapOf(u32), NO_ENTRIES)).toEqual(Uint8Array.of(0xc0))
    expect(encodeValue(mapOf(u32), new Map())).toEqual(Uint8Array.of(0x80))
    expect(read(NUMBERS, Uint8Array.of(0xc0))).toBe(NO_ITEMS)
    expect(read(mapOf(u32), Uint8Array.of(0xc0))).toBe(NO_ENTRIES)
  })

  it('read a map where a list should be as its keys and values, as Go does', () => {
    expect(read(NUMBERS, Uint8Array.of(0x82, 1, 2, 3, 4))).toEqual([1, 2, 3, 4])
  })

  it('take the last of several values of a key', () => {
    expect(read(mapOf(u32), Uint8Array.of(0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2))).toEqual(new Map([['a', 2]]))
  })

  it('never make room for items that are not there', () => {
    for (const count of [2, 1000, 1_048_576]) {
      expect(codeOf(NUMBERS, [...header(0xdd, count), 1])).toBe('ERR_TRUNCATED')
      expect(codeOf(mapOf(u32), [...header(0xdf, count), 0xa1, 0x61, 1])).toBe('ERR_TRUNCATED')
    }
  })

  it('have 1,048,576 items at most', () => {
    for (const count of [1_048_577, 0xffffffff]) {
      expect(codeOf(NUMBERS, [...header(0xdd, count), 1])).toBe('ERR_TOO_LARGE')
      expect(codeOf(mapOf(u32), [...header(0xdf, count), 1])).toBe('ERR_TOO_LARGE')
    }
    expect(codeOf(NUMBERS, header(0xdf, 524_289))).toBe('ERR_TOO_LARGE')
  })
})

describe('kinds', () => {
  it('share their zeros, which are empty', () => {
    const kinds = [
      u8,
      u16,
      u32,
      int,
      lamport,
      bool,
      float,
      text,
      blob,
      list(u8),
      mapOf(u8),
      nullable(PART),
    ] as Kind<unknown>[]
    expect(kinds.map((kind) => kind.isEmpty(kind.zero))).toEqual(kinds.map(() => true))
    expect(blob.zero).toBe(NO_BYTES)
    expect(PART.isEmpty(PART.zero)).toBe(false)
  })
})

function isEncodable(value: unknown): boolean {
  try {
    encode(value)
    return true
  } catch {
    return false
  }
}
