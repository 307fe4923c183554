import { decode as decodeMsgpack, encode as encodeMsgpack } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsWith, serfDatagrams, serfStates } from '../../../test/support/arbitrary-messages.ts'
import { encodeUtf8 } from '../../base/utf8.ts'
import type { Message } from '../../core/message.ts'
import { SERF_TAGS } from '../../core/tags.ts'
import type { SerfState } from '../../membership/serf/messages.ts'
import { Reader } from '../msgpack/reader.ts'
import { encodeValue } from '../msgpack/struct.ts'
import { Writer } from '../msgpack/writer.ts'
import { PacketCodec } from '../packet-codec.ts'
import { WireError } from '../wire-error.ts'
import { QUERY, SERF_IDS } from './bodies.ts'
import { writeSerfState } from './from-message.ts'
import { decodeTags, encodeTags } from './tags.ts'
import { readSerfMessage, readSerfState } from './to-message.ts'

const codec = new PacketCodec(optionsWith({ compress: false }))

function readWire(wire: Uint8Array): Message | undefined {
  return readSerfMessage(new Reader().reset(wire), wire)
}

function writeState(state: Message): Uint8Array {
  const writer = new Writer()
  writeSerfState(writer, state as SerfState)
  return writer.copy()
}

describe('Serf’s messages', () => {
  it('encode and decode to themselves, and keep the bytes of the wire', () => {
    fc.assert(
      fc.property(serfDatagrams, (message) => {
        const bytes = codec.encode(message)
        expect(bytes[0]).toBe(8)
        expect(codec.decode(bytes)).toEqual({ ...message, wire: bytes.subarray(1) })
      }),
    )
  })

  it('are passed on byte for byte, with fields that we do not know', () => {
    const map = { LTime: 3, Node: 'a', Novelty: ['x', { y: 'z' }] }
    const wire = Uint8Array.of(SERF_IDS.join, ...encodeMsgpack(map))
    const message = codec.decode(Uint8Array.of(8, ...wire))
    expect(message).toEqual({ tag: SERF_TAGS.joinIntent, ltime: 3, node: 'a', wire })
    expect(codec.encode(message)).toEqual(Uint8Array.of(8, ...wire))
  })

  it('carry a query on untouched', () => {
    const body = { ...QUERY.zero, LTime: 9, ID: 77, Flags: 3, Name: 'uptime', Filters: [Uint8Array.of(0, 0x90)] }
    const wire = Uint8Array.of(SERF_IDS.query, ...encodeValue(QUERY, body))
    const query = { tag: SERF_TAGS.query, ltime: 9, id: 77, flags: 3, name: 'uptime', wire }
    expect(readWire(wire)).toEqual(query)
    expect(codec.encode(query as Message)).toEqual(Uint8Array.of(8, ...wire))
  })

  it('of types without a message here are left to others', () => {
    for (const id of [SERF_IDS.pushPull, SERF_IDS.queryResponse, SERF_IDS.relay, 10, 255])
      expect(readWire(Uint8Array.of(id, 0x80))).toBeUndefined()
  })

  it('decode from any bytes, or throw a WireError', () => {
    fc.assert(
      fc.property(fc.nat(10), fc.uint8Array({ maxLength: 60 }), (id, body) => {
        try {
          readWire(Uint8Array.of(id, ...body))
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('Serf’s state', () => {
  it('encodes and decodes to itself', () => {
    fc.assert(
      fc.property(serfStates, (state) => {
        const bytes = writeState(state)
        expect(bytes[0]).toBe(SERF_IDS.pushPull)
        expect(readSerfState(new Reader().reset(bytes, 1))).toEqual(state)
      }),
    )
  })

  it('is refused wherever it is cut', () => {
    fc.assert(
      fc.property(serfStates, fc.nat(), (state, cut) => {
        const bytes = writeState(state)
        const end = 1 + (cut % (bytes.length - 1))
        expect(() => readSerfState(new Reader().reset(bytes, 1, end))).toThrow(WireError)
      }),
    )
  })
})

describe('tags', () => {
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
