import { encode as encodeMsgpack } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsWith, serfDatagrams, serfStates } from '../../../test/support/arbitrary-messages.ts'
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
