import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Reader } from '../msgpack/reader.ts'
import { encodeValue } from '../msgpack/struct.ts'
import { Writer } from '../msgpack/writer.ts'
import type { WireError } from '../wire-error.ts'
import { COMPRESS, COMPRESS_BODY, Compressor } from './compression.ts'
import { LzwEncoder } from './lzw-encoder.ts'

const compressor = new Compressor()

function writerOf(bytes: Uint8Array): Writer {
  const writer = new Writer()
  writer.raw(bytes)
  return writer
}

/** What comes out of a compressed message, or the code of the refusal. */
function inflate(bytes: Uint8Array, limit = 1_000_000): Uint8Array | string {
  try {
    return compressor.read(new Reader().reset(bytes, 1), limit)
  } catch (error) {
    return (error as WireError).code
  }
}

describe('a compressed message', () => {
  it('gives back what was written, of any length, and leaves alone what came before', () => {
    const repetitive = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 300 }))
    fc.assert(
      fc.property(repetitive, ([unit, times]) => {
        const message = Uint8Array.from({ length: unit.length * times }, (_, i) => unit[i % unit.length] as number)
        const writer = writerOf(Uint8Array.of(1, 2, 3, ...message))
        compressor.compress(writer, 3)
        expect([...writer.copy().subarray(0, 4)]).toEqual([1, 2, 3, COMPRESS])
        expect(inflate(writer.copy(3))).toEqual(message)
      }),
    )
  })

  it('is kept only if it is shorter', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isFlat) => {
        const message = isFlat ? bytes.fill(7) : bytes
        const writer = writerOf(message)
        if (compressor.shrink(writer, 0)) {
          expect(writer.length).toBeLessThan(message.length)
          expect(inflate(writer.copy())).toEqual(message)
        } else {
          expect(writer.copy()).toEqual(message)
          compressor.compress(writer, 0)
          expect(writer.length).toBeGreaterThanOrEqual(message.length)
        }
      }),
    )
  })

  it('is refused for another algorithm', () => {
    const Buf = new LzwEncoder().encode(Uint8Array.of(1)).slice()
    expect(inflate(Uint8Array.of(COMPRESS, ...encodeValue(COMPRESS_BODY, { Algo: 1, Buf })))).toBe('ERR_BAD_PACKET')
  })

  it('is refused if nothing comes out', () => {
    const Buf = new LzwEncoder().encode(new Uint8Array(0)).slice()
    expect(inflate(Uint8Array.of(COMPRESS, ...encodeValue(COMPRESS_BODY, { Algo: 0, Buf })))).toBe('ERR_BAD_PACKET')
    expect(inflate(Uint8Array.of(COMPRESS, 0xc0))).toBe('ERR_BAD_PACKET')
  })

  it('is refused above the limit', () => {
    const writer = writerOf(new Uint8Array(5000))
    compressor.compress(writer, 0)
    expect(inflate(writer.copy(), 5000)).toHaveLength(5000)
    expect(inflate(writer.copy(), 4999)).toBe('ERR_TOO_LARGE')
  })

  it('is refused if it is cut', () => {
    const writer = writerOf(new Uint8Array(50))
    compressor.compress(writer, 0)
    expect(inflate(writer.copy().subarray(0, writer.length - 1))).toBe('ERR_TRUNCATED')
  })
})
