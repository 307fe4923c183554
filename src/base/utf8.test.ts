import { TextDecoder, TextEncoder } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8, encodeUtf8, utf8Length, writeUtf8 } from './utf8.ts'

/** Bytes that are nearly UTF-8: valid text with cuts and strange bytes. */
const nearlyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom(
        Uint8Array.of(0xed, 0xa0, 0x80),
        Uint8Array.of(0xed, 0xb2, 0x80),
        Uint8Array.of(0xf4, 0x90, 0x80, 0x80),
        Uint8Array.of(0xc0, 0x80),
        Uint8Array.of(0xe0, 0x9f, 0xbf),
        Uint8Array.of(0xf0, 0x8f, 0xbf, 0xbf),
        Uint8Array.of(0xf0, 0x9f, 0x98),
      ),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))

describe('UTF-8', () => {
  it('gives any bytes back as they came', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), nearlyText), (bytes) => {
        const text = decodeUtf8(bytes)
        expect(utf8Length(text)).toBe(bytes.length)
        expect(encodeUtf8(text)).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  it('never makes one text of two different names', () => {
    fc.assert(
      fc.property(nearlyText, nearlyText, (a, b) => {
        expect(decodeUtf8(a) === decodeUtf8(b)).toBe(Buffer.compare(a, b) === 0)
      }),
    )
  })

  it('agrees with the platform on valid text', () => {
    const scalar = fc.string({ unit: 'binary', maxLength: 50 })
    fc.assert(
      fc.property(scalar, (text) => {
        const bytes = new TextEncoder().encode(text)
        expect(encodeUtf8(text)).toEqual(bytes)
        expect(decodeUtf8(bytes)).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
      }),
    )
  })

  it('agrees with the platform on what is valid', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const isValid = (bytes: Uint8Array): boolean => {
      try {
        strict.decode(bytes)
        return true
      } catch {
        return false
      }
    }
    const escaped = /[\udc80-\udcff]/u
    fc.assert(
      fc.property(nearlyText, (bytes) => {
        expect(escaped.test(decodeUtf8(bytes))).toBe(!isValid(bytes))
      }),
      { numRuns: 1000 },
    )
  })

  it('reads and writes inside a larger buffer', () => {
    const into = new Uint8Array(8).fill(0xee)
    expect(writeUtf8('aé', into, 2)).toBe(5)
    expect([...into]).toEqual([0xee, 0xee, 0x61, 0xc3, 0xa9, 0xee, 0xee, 0xee])
    expect(decodeUtf8(into, 2, 5)).toBe('aé')
    expect(decodeUtf8(into, 2, 4)).toBe('a\udcc3') // a character that the end cuts
  })

  it('writes a lone surrogate that escapes no byte as three bytes', () => {
    expect([...encodeUtf8('\ud800')]).toEqual([0xed, 0xa0, 0x80])
    expect(utf8Length('\ud800')).toBe(3)
    expect(utf8Length('\udbff\udc80')).toBe(4)
  })
})
