import { describe, expect, it } from 'vitest'
import { PacketCodec, StreamCodec, WireError, type WireOptions } from '../../src/codec/index.ts'
import { AddressBook, type Message, PACKET, type Packet, packet } from '../../src/core/index.ts'
import { SWIM_TAGS } from '../../src/core/tags.ts'
import type { Alive, PushPull } from '../../src/membership/swim/messages.ts'
import { Keyring } from '../../src/node/keyring.ts'
import { fromHex, loadVectors, type Vector } from '../vectors/vector-files.ts'
import { dangerInPacket, dangerInStream } from './dangers.ts'
import { KILLERS, killerBoxes } from './killers.ts'

const book = new AddressBook()
const PLAIN: WireOptions = { book, bindPort: () => 7946 }
const SECRET = new Uint8Array(32).fill(9)

function decoded(vector: Vector): readonly Message[] {
  try {
    if (vector.channel === 'udp') return partsOf(new PacketCodec(PLAIN).decode(fromHex(vector.hex)))
    const message = new StreamCodec(PLAIN).reader('acceptor').push(fromHex(vector.hex))
    return message === undefined ? [] : [message]
  } catch (error) {
    if (error instanceof WireError) return [] // encrypted, or under a label
    throw error
  }
}

function partsOf(message: Message): readonly Message[] {
  return message.tag === PACKET ? (message as Packet).parts : [message]
}

function messages(channel: Vector['channel']): Message[] {
  return loadVectors()
    .filter((vector) => vector.channel === channel)
    .flatMap(decoded)
}

function alive(versions: readonly number[]): Alive {
  const peer = book.intern(Uint8Array.of(127, 0, 0, 2), 7946)
  return { tag: SWIM_TAGS.alive, incarnation: 1, node: 'a', peer, meta: new Uint8Array(0), versions }
}

describe('what crashes peers', () => {
  it('is found where it is', () => {
    for (const { what, channel, plain } of KILLERS) {
      const find = channel === 'udp' ? dangerInPacket : dangerInStream
      const danger = /negative/.test(what) ? refusal(plain) : find(plain)
      expect([what, danger]).not.toEqual([what, undefined])
    }
  })

  it('is in no datagram that the codec makes, alone or in company, compressed or not', () => {
    const all = messages('udp')
    expect(all.length).toBeGreaterThan(100)
    const pairs = all.map((message, i) => packet([message, all[(i + 1) % all.length] as Message], i % 2 === 0))
    const single = all.map((message) => packet([message], true))
    for (const compress of [true, false]) {
      const codec = new PacketCodec({ ...PLAIN, compress })
      for (const message of [...all, ...single, ...pairs]) expect(dangerInPacket(codec.encode(message))).toBeUndefined()
    }
  })

  it('is on no stream that the codec writes', () => {
    const all = messages('tcp')
    expect(all.length).toBeGreaterThan(10)
    for (const compress of [true, false]) {
      const codec = new StreamCodec({ ...PLAIN, compress })
      for (const message of all) expect(dangerInStream(codec.encode(message, 'dialler'))).toBeUndefined()
    }
  })

  it('cannot be encoded: packets of nothing, and versions other than six', () => {
    const [packets, streams] = [new PacketCodec(PLAIN), new StreamCodec(PLAIN)]
    expect(() => packets.encode(packet([], true))).toThrow(RangeError)
    for (const count of [1, 2, 3, 4, 5, 7]) {
      const member = { ...alive([1, 5, 2, 2, 5, 5, 0].slice(0, count)), state: 'alive' as const }
      const table: PushPull = { tag: SWIM_TAGS.pushPull, join: false, members: [member], state: undefined }
      expect(() => packets.encode(member)).toThrow(RangeError)
      expect(() => streams.encode(table, 'dialler')).toThrow(RangeError)
    }
  })

  it('is never what a key seals: boxes are of version 1 and hold the message', () => {
    const keyring = new Keyring([SECRET])
    const codec = new PacketCodec({ ...PLAIN, sealer: keyring })
    for (const message of messages('udp')) {
      const box = codec.encode(message)
      expect(box[0]).toBe(1)
      expect(dangerInPacket(keyring.open(box, new Uint8Array(0)) ?? new Uint8Array(0))).toBeUndefined()
    }
  })

  it('is refused when it comes, and what is left of it does not crash us', () => {
    const keyring = new Keyring([SECRET])
    const codec = new PacketCodec({ ...PLAIN, sealer: keyring })
    for (const box of killerBoxes(keyring, SECRET, new Uint8Array(0)))
      expect(() => codec.decode(box)).toThrow(WireError)
    const member = KILLERS.find(({ what }) => what === 'an alive with 3 version bytes')
    const message = new PacketCodec(PLAIN).decode(member?.plain ?? new Uint8Array(0))
    expect((message as Alive).versions).toEqual([])
  })
})

/** Negative lengths are refused by the reader itself. */
function refusal(plain: Uint8Array): string | undefined {
  try {
    new StreamCodec(PLAIN).reader('acceptor').push(plain)
    return undefined
  } catch (error) {
    return String(error)
  }
}
