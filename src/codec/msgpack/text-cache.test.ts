import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import { TextCache } from './text-cache.ts'

describe('the text cache', () => {
  it('gives the text of any bytes, seen before or not', () => {
    const cache = new TextCache()
    const ascii = fc.string({ maxLength: 60 }).map(encodeUtf8)
    fc.assert(
      fc.property(fc.oneof(ascii, fc.uint8Array({ maxLength: 60 })), fc.nat(5), (bytes, skipped) => {
        const start = Math.min(skipped, bytes.length)
        const expected = decodeUtf8(bytes, start, bytes.length)
        for (let i = 0; i < 2; i++) expect(cache.get(bytes, start, bytes.length - start)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps apart what shares a slot', () => {
    const cache = new TextCache()
    const names = Array.from({ length: 5000 }, (_, i) => `node-${i}`)
    for (const name of [...names, ...names]) expect(cache.get(encodeUtf8(name), 0, name.length)).toBe(name)
  })

  it('is not fooled by lengths', () => {
    const cache = new TextCache()
    const bytes = encodeUtf8('aaaa')
    expect([1, 2, 3, 4, 0].map((length) => cache.get(bytes, 0, length))).toEqual(['a', 'aa', 'aaa', 'aaaa', ''])
  })
})
