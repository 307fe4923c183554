import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import { WireError } from '../wire-error.ts'
import { LzwDecoder } from './lzw-decoder.ts'
import { LzwEncoder } from './lzw-encoder.ts'
import { CLEAR, END, GREATEST_WIDTH, LEAST_WIDTH } from './lzw.ts'

const NO_LIMIT = 1 << 24

/** Packs codes as a stream has them, the widths being those that its reader expects. */
class CodeWriter {
  readonly bytes: number[] = []
  #bits = 0
  #bitCount = 0
  #width = LEAST_WIDTH
  #last = END

  add(...codes: readonly number[]): this {
    for (const code of codes) this.#add(code)
    return this
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bitCount > 0 ? [...this.bytes, this.#bits & 255] : this.bytes)
  }

  #add(code: number): void {
    this.#bits |= code << this.#bitCount
    for (this.#bitCount += this.#width; this.#bitCount >= 8; this.#bitCount -= 8) {
      this.bytes.push(this.#bits & 255)
      this.#bits >>>= 8
    }
    this.#last = code === CLEAR ? END : this.#last + 1
    this.#width = Math.max(LEAST_WIDTH, Math.min(GREATEST_WIDTH, this.#last.toString(2).length))
  }
}

/** The encoder as the description of the format has it: a map from strings to codes. */
function plainEncode(data: Uint8Array): Uint8Array {
  const codes = new CodeWriter().add(CLEAR)
  let known = new Map<string, number>()
  let count = 0
  let prefix = ''
  const toCode = (text: string): number => (text.length === 1 ? text.charCodeAt(0) : (known.get(text) as number))
  const emit = (entry: string): void => {
    codes.add(toCode(prefix))
    if (END + ++count < 4095) {
      known.set(entry, END + count)
      return
    }
    codes.add(CLEAR)
    known = new Map()
    count = 0
  }
  for (const byte of data) {
    const entry = prefix + String.fromCharCode(byte)
    if (prefix === '' || known.has(entry)) prefix = entry
    else {
      emit(entry)
      prefix = String.fromCharCode(byte)
    }
  }
  if (prefix !== '') emit('')
  return codes.add(END).finish()
}

function decode(data: Uint8Array, limit = NO_LIMIT): number[] {
  return [...new LzwDecoder().decode(data, limit)]
}

function codeOf(data: Uint8Array, limit = NO_LIMIT): string {
  try {
    decode(data, limit)
    return 'accepted'
  } catch (error) {
    return (error as WireError).code
  }
}

/** Random bytes out of so many different ones: the fewer there are, the longer the strings of the dictionary. */
function noise(length: number, alphabet: number, seed = 1): Uint8Array {
  const rng = new Rng(seed)
  return Uint8Array.from({ length }, () => rng.next() % alphabet)
}

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.array(fc.constantFrom(0, 1, 255), { maxLength: 3000 }).map((bytes) => Uint8Array.from(bytes)),
)

describe('LZW', () => {
  it('gives back what it was given', () => {
    const [encoder, decoder] = [new LzwEncoder(), new LzwDecoder()]
    fc.assert(
      fc.property(texts, (data) => {
        expect(decoder.decode(encoder.encode(data).slice(), NO_LIMIT)).toEqual(data)
      }),
    )
  })

  it('writes the very codes of the description', () => {
    const encoder = new LzwEncoder()
    fc.assert(
      fc.property(texts, (data) => {
        expect(encoder.encode(data)).toEqual(plainEncode(data))
      }),
    )
  })

  it('clears a full dictionary and goes on', () => {
    for (const alphabet of [2, 16, 256]) {
      const data = noise(60_000, alphabet)
      const packed = new LzwEncoder().encode(data)
      expect(packed).toEqual(plainEncode(data))
      expect(new LzwDecoder().decode(packed, NO_LIMIT)).toEqual(data)
    }
  })

  it('writes a clear and the end where the data ends as the dictionary becomes full', () => {
    for (let length = 3830; length < 3845; length++) {
      const data = Uint8Array.from({ length }, (_, i) => ((i * i) >> 3) ^ i)
      const packed = new LzwEncoder().encode(data)
      expect(packed).toEqual(plainEncode(data))
      expect(new LzwDecoder().decode(packed, NO_LIMIT)).toEqual(data)
    }
  })

  it('starts every message afresh, thousands of them', () => {
    const [encoder, data] = [new LzwEncoder(), noise(40, 3)]
    const expected = plainEncode(data)
    const rounds = Array.from({ length: 9000 }, () => encoder.encode(data).join())
    expect(new Set(rounds)).toEqual(new Set([expected.join()]))
  })

  it('packs a large message after a small one, and the other way round', () => {
    const encoder = new LzwEncoder()
    for (const length of [10, 300_000, 10]) {
      const data = noise(length, 7)
      expect(new LzwDecoder().decode(encoder.encode(data).slice(), NO_LIMIT)).toEqual(data)
    }
  })
})

describe('the LZW encoder', () => {
  it('writes a clear and an end for nothing', () => {
    expect([...new LzwEncoder().encode(new Uint8Array(0))]).toEqual([0x00, 0x03, 0x02])
  })

  it('writes the bytes that Go writes', () => {
    const hex = (text: string): string => Buffer.from(new LzwEncoder().encode(Buffer.from(text))).toString('hex')
    expect(hex('A')).toBe('00830404')
    expect(hex('BB')).toBe('0085080908')
    expect(hex('a'.repeat(50))).toBe('00c3081c48b0a0c1830813160c08')
  })
})

describe('the LZW decoder', () => {
  it('reads nothing out of a clear and an end, or out of the end alone', () => {
    expect(decode(Uint8Array.of(0x00, 0x03, 0x02))).toEqual([])
    expect(decode(new CodeWriter().add(END).finish())).toEqual([])
  })

  it('reads a code that its own string makes (KwKwK)', () => {
    const packed = new CodeWriter().add(CLEAR, 7, 258, 259, END).finish()
    expect(decode(packed)).toEqual([7, 7, 7, 7, 7, 7])
  })

  it('reads data that never clears', () => {
    expect(decode(new CodeWriter().add(1, 2, 258, END).finish())).toEqual([1, 2, 1, 2])
  })

  it('goes on with a full dictionary, without new entries', () => {
    const codes = Array.from({ length: 5000 }, (_, i) => i % 256)
    const packed = new CodeWriter().add(CLEAR, ...codes, 258, 4095, END).finish()
    expect(decode(packed)).toEqual([...codes, 0, 1, codes[3837], codes[3838]])
  })

  it('ignores what follows the end', () => {
    expect(decode(Uint8Array.of(...new CodeWriter().add(CLEAR, 65, END).finish(), 1, 2, 3))).toEqual([65])
  })

  it('refuses a missing end', () => {
    expect(codeOf(new Uint8Array(0))).toBe('ERR_BAD_PACKET')
    expect(codeOf(new CodeWriter().add(CLEAR, 65, 66).finish())).toBe('ERR_BAD_PACKET')
  })

  it('refuses codes that cannot be yet', () => {
    expect(codeOf(new CodeWriter().add(CLEAR, 258, END).finish())).toBe('ERR_BAD_PACKET')
    expect(codeOf(new CodeWriter().add(CLEAR, 65, 259, END).finish())).toBe('ERR_BAD_PACKET')
    expect(codeOf(new CodeWriter().add(CLEAR, 65, 66, CLEAR, 258, END).finish())).toBe('ERR_BAD_PACKET')
  })

  it('stops at the limit, and not before', () => {
    const packed = new LzwEncoder().encode(noise(1000, 2)).slice()
    expect(decode(packed, 1000)).toHaveLength(1000)
    expect(codeOf(packed, 999)).toBe('ERR_TOO_LARGE')
    expect(codeOf(packed, 0)).toBe('ERR_TOO_LARGE')
  })

  it('stops a bomb before it is written out', () => {
    const bomb = new LzwEncoder().encode(new Uint8Array(4_000_000)).slice()
    expect(bomb.length).toBeLessThan(4_000_000 / 300)
    expect(codeOf(bomb, 65_536)).toBe('ERR_TOO_LARGE')
  })

  it('is as good as new after a refusal', () => {
    const decoder = new LzwDecoder()
    expect(() => decoder.decode(new CodeWriter().add(CLEAR, 65, 259).finish(), 100)).toThrow(WireError)
    expect([...decoder.decode(new CodeWriter().add(CLEAR, 66, END).finish(), 100)]).toEqual([66])
  })

  it('returns bytes of their own', () => {
    const decoder = new LzwDecoder()
    const first = decoder.decode(new CodeWriter().add(CLEAR, 65, END).finish(), 100)
    decoder.decode(new CodeWriter().add(CLEAR, 66, END).finish(), 100)
    expect([...first]).toEqual([65])
  })

  it('decodes any bytes or throws a WireError', () => {
    const decoder = new LzwDecoder()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (data) => {
        try {
          expect(decoder.decode(data, 5000).length).toBeLessThanOrEqual(5000)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
    )
  })
})
