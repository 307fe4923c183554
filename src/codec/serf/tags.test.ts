import { decode as decodeMsgpack } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../../base/utf8.ts'
import { WireError } from '../wire-error.ts'
import { decodeTags, encodeTags } from './tags.ts'

describe('tags as meta', () => {
  const dictionaries = fc.dictionary(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )

  it('come back from the meta, whatever they are called', () => {
    fc.assert(
      fc.property(dictionaries, (tags) => {
        expect({ ...decodeTags(encodeTags(tags)) }).toEqual({ ...tags })
      }),
    )
    const odd = JSON.parse('{"__proto__": "a", "constructor": "b"}') as Record<string, string>
    expect(Object.entries(decodeTags(encodeTags(odd)))).toEqual(Object.entries(odd))
  })

  it('are ff and a map that any msgpack decoder reads', () => {
    const meta = encodeTags({ role: 'web', dc: 'é' })
    expect(meta[0]).toBe(0xff)
    expect(decodeMsgpack(meta.subarray(1))).toEqual({ dc: 'é', role: 'web' })
    expect([...encodeTags({})]).toEqual([0xff, 0x80])
  })

  it('give equal bytes in whatever order they were set', () => {
    expect(encodeTags({ b: '1', a: '2', ab: '3' })).toEqual(encodeTags({ ab: '3', a: '2', b: '1' }))
    const order = Object.keys(decodeMsgpack(encodeTags({ '\u{1f600}': '', '\uffff': '', z: '' }).subarray(1)) as object)
    expect(order).toEqual(['z', '\uffff', '\u{1f600}']) // by bytes of UTF-8, not by units of UTF-16
  })

  it('are never cut: whoever encodes more than 512 bytes sees it', () => {
    const lengths = [506, 507, 508].map((length) => encodeTags({ a: 'x'.repeat(length - 1) }).length)
    expect(lengths).toEqual([512, 513, 514])
    const tags = { a: 'x'.repeat(5000) }
    expect({ ...decodeTags(encodeTags(tags)) }).toEqual(tags)
  })

  it('are a role in the meta of an old node', () => {
    expect({ ...decodeTags(encodeUtf8('web')) }).toEqual({ role: 'web' })
    expect({ ...decodeTags(new Uint8Array(0)) }).toEqual({}) // a bare memberlist member has no meta
  })

  it('are refused if the map is broken', () => {
    for (const rest of [
      [],
      [0x81],
      [0x81, 0xa1, 0x61],
      [0x07],
      [0x81, 0xa1, 0x61, 0x07],
      [0xdf, 0xff, 0xff, 0xff, 0xff],
    ])
      expect(() => decodeTags(Uint8Array.of(0xff, ...rest))).toThrow(WireError)
  })
})
