import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ARBITRARY_BOOK,
  foreignDatagrams,
  optionsWith,
  ownDatagrams,
  swimDatagrams,
} from '../../../test/support/arbitrary-messages.ts'
import { AddressBook } from '../../core/address-book.ts'
import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { HEARTBEAT_TAGS, SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import type { Ack, Alive, PushPull, UserData } from '../../membership/swim/messages.ts'
import { blob } from '../msgpack/kinds.ts'
import { Reader } from '../msgpack/reader.ts'
import { encodeValue } from '../msgpack/struct.ts'
import { Writer } from '../msgpack/writer.ts'
import { WireError } from '../wire-error.ts'
import { Addresses } from './addresses.ts'
import { ALIVE, PUSH_PULL_NODE, PING } from './bodies.ts'
import { WIRE_IDS } from './message-ids.ts'
import { MessageReader } from './message-reader.ts'
import { MessageWriter } from './message-writer.ts'
import { VersionsReader, versionBytes } from './versions.ts'

const messageWriter = new MessageWriter(new Addresses(ARBITRARY_BOOK, () => 7946))
const messageReader = new MessageReader(optionsWith())
const PEER = 0 as PeerId

function encode(message: Message): Uint8Array {
  const writer = new Writer()
  messageWriter.writeDatagram(writer, message)
  return writer.copy()
}

function decode(bytes: Uint8Array): Message {
  return messageReader.readDatagram(new Reader().reset(bytes))
}

function alive(versions: readonly number[]): Alive {
  return { tag: SWIM_TAGS.alive, incarnation: 1, node: 'a', peer: PEER, meta: new Uint8Array(0), versions }
}

/** An alive message with an address of these bytes. */
function aliveAt(Addr: Uint8Array, Port = 7946, Vsn = new Uint8Array(0)): Uint8Array {
  return Uint8Array.of(WIRE_IDS.alive, ...encodeValue(ALIVE, { ...ALIVE.zero, Node: 'a', Addr, Port, Vsn }))
}

describe('messages of datagrams', () => {
  it('encode and decode to themselves', () => {
    fc.assert(
      fc.property(fc.oneof(swimDatagrams, ownDatagrams, foreignDatagrams), (message) => {
        expect(decode(encode(message))).toEqual(message)
      }),
      { numRuns: 500 },
    )
  })

  it('share no memory with the bytes that they were read from', () => {
    fc.assert(
      fc.property(fc.oneof(swimDatagrams, ownDatagrams, foreignDatagrams), (message) => {
        const bytes = encode(message)
        const decoded = decode(bytes)
        bytes.fill(0xee)
        expect(decoded).toEqual(message)
      }),
    )
  })

  it('share no memory with a Buffer either, however long they are', () => {
    for (const length of [1, 31, 32, 33, 400]) {
      const payload = new Uint8Array(length).fill(200)
      const user: UserData = { tag: SWIM_TAGS.userData, payload }
      const ack: Ack = { tag: SWIM_TAGS.ack, sequence: 1, payload }
      for (const message of [user, ack]) {
        const bytes = Buffer.from(encode(message))
        const decoded = decode(bytes)
        bytes.fill(0)
        expect(decoded).toEqual(message)
      }
    }
    const bytes = Buffer.of(9, 9)
    const state = messageReader.readState(bytes)
    bytes.fill(0)
    expect(state).toEqual({ tag: SWIM_TAGS.foreignState, payload: Uint8Array.of(9, 9) })
  })

  it('are refused wherever they are cut, but for bytes of the application, which have no end of their own', () => {
    fc.assert(
      fc.property(fc.oneof(swimDatagrams, ownDatagrams), fc.nat(), (message, cut) => {
        const bytes = encode(message)
        expect(() => decode(bytes.subarray(0, cut % bytes.length))).toThrow(WireError)
      }),
    )
  })

  it('decode when mutated, or throw a WireError', () => {
    fc.assert(
      fc.property(
        fc.oneof(swimDatagrams, ownDatagrams),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        (message, edits) => {
          const bytes = encode(message)
          for (const [at, value] of edits) bytes[at % bytes.length] = value
          try {
            decode(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(WireError)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('leave out the source of a ping that has none', () => {
    const bytes = encode({ tag: SWIM_TAGS.ping, sequence: 5, node: 'x' } as Message)
    expect(Buffer.from(bytes).toString('hex')).toBe('0082a44e6f6465a178a55365714e6f05')
  })

  it('write a heartbeat as the page of the wire says', () => {
    const bytes = encode({ tag: HEARTBEAT_TAGS.heartbeat, life: 0xfeedbeef, sequence: 300 } as Message)
    expect(Buffer.from(bytes).toString('hex')).toBe('6882a44c696665cefeedbeefa55365714e6fcd012c')
  })

  it('with numbers that do not belong there are refused', () => {
    for (const id of [WIRE_IDS.pushPull, WIRE_IDS.err, 7, 9, 10, 12, 14, 0x67, 0x69, 244])
      expect(() => decode(Uint8Array.of(id, 0x80))).toThrow('does not belong into a datagram')
    expect(() => decode(new Uint8Array(0))).toThrow(WireError)
  })

  it('of streams are not written into datagrams, nor the other way round', () => {
    const stream = { tag: SWIM_TAGS.streamAck, sequence: 1 } as Message
    const datagram = { tag: SWIM_TAGS.nack, sequence: 1 } as Message
    expect(() => encode(stream)).toThrow(RangeError)
    expect(() => messageWriter.writeStream(new Writer(), datagram)).toThrow(RangeError)
    const odd = { tag: SWIM_TAGS.pushPull, join: true, members: [], state: datagram } as PushPull
    expect(() => messageWriter.writeStream(new Writer(), odd)).toThrow('no application state')
  })
})

describe('addresses', () => {
  it('have 4 or 16 bytes', () => {
    for (const length of [0, 1, 3, 5, 15, 17]) expect(() => decode(aliveAt(new Uint8Array(length)))).toThrow(WireError)
  })

  it('mean our own port if they have none', () => {
    const { peer } = decode(aliveAt(Uint8Array.of(10, 0, 0, 99), 0)) as Alive
    expect(ARBITRARY_BOOK.describe(peer)).toBe('10.0.0.99:7946')
  })

  it('are those of IPv4 if they are IPv4-mapped', () => {
    const mapped = Uint8Array.of(...new Array<number>(10).fill(0), 255, 255, 10, 0, 0, 0)
    expect((decode(aliveAt(mapped, 1)) as Alive).peer).toBe(PEER)
  })

  it('of a ping mean the sender if the port is missing', () => {
    const SourceAddr = Uint8Array.of(10, 0, 0, 1)
    const bytes = Uint8Array.of(WIRE_IDS.ping, ...encodeValue(PING, { ...PING.zero, SourceAddr }))
    expect(decode(bytes)).toMatchObject({ source: undefined })
  })

  it('of many rows keep their peers until the last row is translated', () => {
    const book = new AddressBook(2)
    const addresses = new Addresses(book, () => 1)
    const rows = Array.from({ length: 50 }, (_, i) => Uint8Array.of(10, 1, 0, i))
    const peers = addresses.translateAll(rows, (ip) => ({ peer: addresses.peerAt(ip, 5) }))
    expect(new Set(peers.map(({ peer }) => peer)).size).toBe(50)
    expect(peers.map(({ peer }) => book.hostOf(peer))).toEqual(rows.map((ip) => ip.join('.')))
  })

  it('are let go again if a row is refused', () => {
    const book = new AddressBook(1)
    const addresses = new Addresses(book, () => 1)
    const rows = [Uint8Array.of(10, 1, 0, 1), Uint8Array.of(1)]
    expect(() => addresses.translateAll(rows, (ip) => ({ peer: addresses.peerAt(ip, 5) }))).toThrow(WireError)
    const [a, b] = [book.intern(Uint8Array.of(10, 2, 0, 1), 1), book.intern(Uint8Array.of(10, 2, 0, 2), 1)]
    expect(book.size).toBeLessThanOrEqual(2)
    expect([a, b]).toContain(0)
  })
})

describe('versions', () => {
  it('are written as six numbers or nil, never as the one to five that crash a peer', () => {
    const lists = fc.array(fc.integer({ min: -2, max: 258 }), { maxLength: 9 })
    fc.assert(
      fc.property(lists, (versions) => {
        const isSound = versions.every((version) => version >= 0 && version <= 255)
        if (versions.length === 0) expect(encodeValue(blob, versionBytes(versions))).toEqual(Uint8Array.of(0xc0))
        else if (versions.length === 6 && isSound) expect([...versionBytes(versions)]).toEqual(versions)
        else expect(() => encode(alive(versions))).toThrow(RangeError)
      }),
    )
  })

  it('of one to five are read as none, of more than six as the first six', () => {
    const six = [1, 5, 2, 0, 0, 0]
    for (let length = 0; length < 6; length++)
      expect(
        (decode(aliveAt(Uint8Array.of(10, 0, 0, 0), 1, Uint8Array.from(six.slice(0, length)))) as Alive).versions,
      ).toEqual([])
    expect(new VersionsReader().read(Uint8Array.from([...six, 9]))).toEqual(six)
  })

  it('share an array with equal ones before', () => {
    const reader = new VersionsReader()
    const first = reader.read(Uint8Array.of(1, 5, 5, 2, 5, 4))
    expect(reader.read(Uint8Array.of(1, 5, 5, 2, 5, 4))).toBe(first)
    expect(reader.read(Uint8Array.of(1, 5, 5, 2, 5, 5))).toEqual([1, 5, 5, 2, 5, 5])
    expect(first).toEqual([1, 5, 5, 2, 5, 4])
  })
})

describe('rows of a push/pull', () => {
  const row = { ...PUSH_PULL_NODE.zero, Name: 'a', Addr: Uint8Array.of(10, 0, 0, 0), Port: 1 }

  it('are usable with a known state and an address', () => {
    expect([0, 1, 2, 3].map((State) => messageReader.isUsable({ ...row, State }))).toEqual([true, true, true, true])
    expect([-1, 4, 200].map((State) => messageReader.isUsable({ ...row, State }))).toEqual([false, false, false])
    expect(messageReader.isUsable({ ...row, Addr: new Uint8Array(3) })).toBe(false)
  })

  it('become records', () => {
    expect(messageReader.toRecord({ ...row, State: 3, Incarnation: 7 })).toEqual({
      node: 'a',
      peer: PEER,
      meta: new Uint8Array(0),
      incarnation: 7,
      state: 'left',
      versions: [],
    })
  })
})

describe('user messages', () => {
  it('that are not readable as Serf’s are handed on as they are', () => {
    for (const payload of [[], [0], [1, 0xc1], [3, 0x07], [42, 1, 2], [4, 0x91]])
      expect(messageReader.readUser(Uint8Array.from(payload))).toEqual({
        tag: SWIM_TAGS.userData,
        payload: Uint8Array.from(payload),
      })
  })

  it('are not read at all in the dialect of memberlist', () => {
    const plain = new MessageReader(optionsWith({ dialect: 'memberlist' }))
    const join = Uint8Array.of(1, 0x80)
    expect(messageReader.readUser(join).tag).toBe(SERF_TAGS.joinIntent)
    expect(plain.readUser(join)).toEqual({ tag: SWIM_TAGS.userData, payload: join })
    expect(plain.readState(Uint8Array.of(2, 0x80))).toEqual({
      tag: SWIM_TAGS.foreignState,
      payload: Uint8Array.of(2, 0x80),
    })
  })

  it('with a Lamport time that would poison every clock are refused', () => {
    const poison = Uint8Array.of(1, 0x81, 0xa5, ...Buffer.from('LTime'), 0xcf, ...new Array<number>(8).fill(255))
    expect(() => messageReader.readUser(poison)).toThrow('Lamport')
  })
})
