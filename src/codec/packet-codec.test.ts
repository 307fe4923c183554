import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  foreignDatagrams,
  optionsWith,
  ownDatagrams,
  serfDatagrams,
  streamRequests,
  swimDatagrams,
} from '../../test/support/arbitrary-messages.ts'
import { mutant } from '../../test/fuzz/mutate.ts'
import { vectorSealer } from '../../test/vectors/vector-sealer.ts'
import { Rng } from '../base/rng.ts'
import { type Message, PACKET, packet, type Packet } from '../core/message.ts'
import { HEARTBEAT_TAGS, SWIM_TAGS } from '../core/tags.ts'
import { PacketCodec } from './packet-codec.ts'
import { WireError } from './wire-error.ts'
import type { WireOptions } from './wire-options.ts'

const KEY = '000102030405060708090a0b0c0d0e0f'
const messages = fc.oneof(swimDatagrams, serfDatagrams, ownDatagrams, foreignDatagrams)
const settings: fc.Arbitrary<Partial<WireOptions>> = fc.record({
  compress: fc.boolean(),
  label: fc.constantFrom('', 'blue'),
  sealer: fc.constantFrom(undefined, vectorSealer([KEY])),
})

function plainCodec(): PacketCodec {
  return new PacketCodec(optionsWith({ compress: false }))
}

function nack(sequence: number): Message {
  return { tag: SWIM_TAGS.nack, sequence } as Message
}

function user(length: number, fill = 200): Message {
  return { tag: SWIM_TAGS.userData, payload: new Uint8Array(length).fill(fill) } as Message
}

function codeOf(bytes: readonly number[], codec = plainCodec()): string {
  try {
    codec.decode(Uint8Array.from(bytes))
    return 'accepted'
  } catch (error) {
    return (error as WireError).code
  }
}

/** A compound of these parts. */
function compound(...parts: readonly (readonly number[])[]): number[] {
  return [7, parts.length, ...parts.flatMap(({ length }) => [length >> 8, length & 255]), ...parts.flat()]
}

const NACK = [11, 0x80]

describe('the packet codec', () => {
  it('gives back every message, whatever lies around it', () => {
    fc.assert(
      fc.property(messages, settings, (message, more) => {
        const codec = new PacketCodec(optionsWith(more))
        expect(codec.decode(codec.encode(message))).toMatchObject(message)
      }),
      { numRuns: 300 },
    )
  })

  it('gives back every packet, in order, with and without a checksum', () => {
    const parts = fc.array(messages, { minLength: 2, maxLength: 127 })
    fc.assert(
      fc.property(parts, fc.boolean(), settings, (list, checked, more) => {
        const codec = new PacketCodec(optionsWith(more))
        expect(codec.decode(codec.encode(packet(list, checked)))).toMatchObject({ tag: PACKET, parts: list, checked })
        expect([codec.truncatedParts, codec.rejectedParts]).toEqual([0, 0])
      }),
    )
  })

  it('measures what it writes, to the byte', () => {
    const packets = fc.tuple(fc.array(messages, { minLength: 1, maxLength: 20 }), fc.boolean())
    const codec = plainCodec()
    fc.assert(
      fc.property(
        fc.oneof(
          messages,
          packets.map(([parts, checked]) => packet(parts, checked)),
        ),
        (message) => {
          expect(codec.sizeOf(message)).toBe(codec.encode(message).length)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('sends a packet of one part as that part', () => {
    const codec = plainCodec()
    expect(codec.encode(packet([nack(5)]))).toEqual(codec.encode(nack(5)))
    expect(codec.decode(codec.encode(packet([nack(5)], true)))).toEqual(nack(5))
  })

  it('sends a heartbeat with a checksum, so that none is read of which a bit was flipped', () => {
    const codec = plainCodec()
    const bytes = codec.encode({ tag: HEARTBEAT_TAGS.heartbeat, life: 0xfeedbeef, sequence: 300 } as Message)
    expect(bytes[0]).toBe(12)
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const spoilt = [...bytes]
      spoilt[bit >> 3] = (spoilt[bit >> 3] as number) ^ (1 << (bit & 7))
      // the number of the checksum itself may become that of bytes of the application
      const isUserData = (spoilt[0] as number) === 8
      expect([bit, codeOf(spoilt, codec) === 'accepted']).toEqual([bit, isUserData])
    }
  })

  it('writes 1 to 127 parts and no more, which old peers would misread', () => {
    const parts = Array.from({ length: 128 }, (_, i) => nack(i))
    const codec = plainCodec()
    expect((codec.decode(codec.encode(packet(parts.slice(1)))) as Packet).parts).toHaveLength(127)
    expect(() => codec.encode(packet(parts))).toThrow(RangeError)
    expect(() => codec.encode(packet([]))).toThrow(RangeError)
  })

  it('refuses to write a part of more than 65,535 bytes, and messages of streams', () => {
    const codec = plainCodec()
    expect(() => codec.encode(packet([nack(1), user(65_535)]))).toThrow(RangeError)
    fc.assert(
      fc.property(
        streamRequests.filter(({ tag }) => tag !== SWIM_TAGS.userData),
        (message) => {
          expect(() => codec.encode(message)).toThrow(RangeError)
          expect(() => codec.sizeOf(message)).toThrow(RangeError)
        },
      ),
      { numRuns: 20 },
    )
    expect(codec.decode(codec.encode(nack(3)))).toEqual(nack(3)) // and goes on
  })

  it('leaves room for label and encryption', () => {
    const budgetOf = (more: Partial<WireOptions>): number => new PacketCodec(optionsWith(more)).packetBudget
    expect(budgetOf({})).toBe(1398)
    expect(budgetOf({ label: 'blue' })).toBe(1392)
    expect(budgetOf({ sealer: vectorSealer([KEY]) })).toBe(1369)
    expect(budgetOf({ sealer: vectorSealer([KEY]), verifyOutgoing: false })).toBe(1398)
  })

  it('compresses only what becomes shorter', () => {
    const codec = new PacketCodec(optionsWith())
    expect(codec.encode(user(500))[0]).toBe(9)
    expect(codec.encode(user(10))[0]).toBe(8)
  })
})

describe('the packet reader', () => {
  it('refuses a compound of empty parts, which crashes some peers, and drops them beside others', () => {
    const codec = plainCodec()
    expect(codeOf(compound([]), codec)).toBe('ERR_TRUNCATED')
    expect(codec.decode(Uint8Array.from(compound([], NACK, [])))).toEqual(packet([nack(0)]))
    expect(codec.rejectedParts).toBe(2)
  })

  it('takes a compound that announces no parts for a packet of none, as memberlist does', () => {
    expect(plainCodec().decode(Uint8Array.from(compound()))).toEqual(packet([]))
  })

  it('keeps the parts before a cut', () => {
    const codec = plainCodec()
    const bytes = codec.encode(packet([nack(1), nack(2), nack(3)]))
    expect(codec.decode(bytes.subarray(0, -1))).toEqual(packet([nack(1), nack(2)]))
    expect(codec.truncatedParts).toBe(1)
    expect(codeOf([...bytes.subarray(0, 9)], codec)).toBe('ERR_TRUNCATED')
  })

  it('opens compounds in compounds, but not for ever', () => {
    let [nested, depth] = [NACK, 0]
    for (; depth < 8; depth++) nested = compound(nested)
    expect(codeOf(nested)).toBe('accepted')
    expect(codeOf(compound(nested))).toBe('ERR_TOO_LARGE')
  })

  it('takes at most 1,024 messages out of one datagram', () => {
    const codec = plainCodec()
    const many = compound(...Array.from({ length: 5 }, () => compound(...Array.from({ length: 255 }, () => NACK))))
    expect((codec.decode(Uint8Array.from(many)) as Packet).parts).toHaveLength(1024)
    expect(codec.rejectedParts).toBe(5 * 255 - 1024)
  })

  it('lets at most a mebibyte come out of one datagram, over all its parts', () => {
    const zip = new PacketCodec(optionsWith())
    const half = [...zip.encode(user(600_000))]
    expect(codeOf(half)).toBe('accepted')
    expect(codeOf([...zip.encode(user(1_100_000))])).toBe('ERR_TOO_LARGE')
    const codec = plainCodec()
    expect((codec.decode(Uint8Array.from(compound(half, half))) as Packet).parts).toHaveLength(1)
    expect(codec.rejectedParts).toBe(1)
  })

  it('knows a checksum only outermost', () => {
    const checked = plainCodec().encode(packet([nack(1), nack(2)], true))
    expect(codeOf(compound([...checked]))).toBe('ERR_UNKNOWN_MESSAGE')
    expect(codeOf([12, 0, 0, 0, 0])).toBe('ERR_TRUNCATED')
  })

  it('says what is wrong about encryption', () => {
    const sealed = new PacketCodec(optionsWith({ sealer: vectorSealer([KEY]) }))
    const other = new PacketCodec(optionsWith({ sealer: vectorSealer([KEY.replaceAll('0', '1')]) }))
    const lenient = new PacketCodec(optionsWith({ sealer: vectorSealer([KEY]), verifyIncoming: false }))
    const plain = [...plainCodec().encode(user(60, 65))]
    expect(codeOf(plain, sealed)).toBe('ERR_NOT_ENCRYPTED')
    expect(codeOf(plain, lenient)).toBe('accepted')
    expect(codeOf([...other.encode(nack(1))], sealed)).toBe('ERR_WRONG_KEY')
    expect(codeOf([...sealed.encode(nack(1))])).toBe('ERR_ENCRYPTED')
  })

  it('reads mutated datagrams, or throws a WireError', () => {
    const corpus = fc
      .sample(messages, { numRuns: 60, seed: 1 })
      .map((message) => new PacketCodec(optionsWith()).encode(message))
    const [codec, rng] = [plainCodec(), new Rng(1)]
    for (let i = 0; i < 3000; i++) {
      const bytes = mutant(corpus, rng)
      try {
        codec.decode(bytes)
      } catch (error) {
        expect(error, Buffer.from(bytes).toString('hex')).toBeInstanceOf(WireError)
      }
    }
  })
})
