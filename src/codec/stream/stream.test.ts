import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { optionsWith, streamAnswers, streamRequests } from '../../../test/support/arbitrary-messages.ts'
import { mutant } from '../../../test/fuzz/mutate.ts'
import { vectorSealer } from '../../../test/vectors/vector-sealer.ts'
import { Rng } from '../../base/rng.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { PushPull } from '../../membership/swim/messages.ts'
import { Compressor } from '../frame/compression.ts'
import { PUSH_PULL_HEADER, PUSH_PULL_NODE, type PushPullNode, USER_HEADER } from '../memberlist/bodies.ts'
import { encodeValue } from '../msgpack/struct.ts'
import { Writer } from '../msgpack/writer.ts'
import { StreamCodec } from '../stream-codec.ts'
import { WireError } from '../wire-error.ts'
import type { WireOptions } from '../wire-options.ts'
import type { StreamRole } from './plain-parser.ts'
import { MAX_STREAM, StreamBuffer } from './stream-buffer.ts'

const KEY = '000102030405060708090a0b0c0d0e0f'
const settings: fc.Arbitrary<Partial<WireOptions>> = fc.record({
  compress: fc.boolean(),
  label: fc.constantFrom('', 'blue'),
  sealer: fc.constantFrom(undefined, vectorSealer([KEY])),
})
const PLAIN = { compress: false } as const
const STREAM_PING = { tag: SWIM_TAGS.streamPing, sequence: 5, node: 'x' } as Message

/** What a reader makes of the pieces: a message, 'torn', or the code of the refusal. */
function read(
  pieces: readonly Uint8Array[],
  more: Partial<WireOptions> = PLAIN,
  role: StreamRole = 'acceptor',
): unknown {
  const reader = new StreamCodec(optionsWith(more)).reader(role)
  let message: Message | undefined
  try {
    for (const piece of pieces) message ??= reader.push(piece)
  } catch (error) {
    return (error as WireError).code
  }
  try {
    reader.end()
  } catch (error) {
    expect((error as WireError).code).toBe('ERR_TRUNCATED')
    return 'torn'
  }
  return message
}

function readBytes(bytes: readonly number[], more: Partial<WireOptions> = PLAIN): unknown {
  return read([Uint8Array.from(bytes)], more)
}

/** The bytes in pieces that end at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  return ends.map((end, i) => bytes.slice(ends[i - 1] ?? 0, end))
}

function pushPull(
  header: Partial<typeof PUSH_PULL_HEADER.zero>,
  nodes: readonly PushPullNode[] = [],
  rest: readonly number[] = [],
): number[] {
  const rows = nodes.flatMap((node) => [...encodeValue(PUSH_PULL_NODE, node)])
  return [6, ...encodeValue(PUSH_PULL_HEADER, { ...PUSH_PULL_HEADER.zero, ...header }), ...rows, ...rest]
}

const ROW = { ...PUSH_PULL_NODE.zero, Name: 'a', Addr: Uint8Array.of(10, 0, 0, 0), Port: 1 }
const places = fc.array(fc.nat(), { maxLength: 12 })

describe('streams', () => {
  it('give back every request and every answer, in any pieces, whatever lies around it', () => {
    const sides = fc.oneof(
      fc.tuple(streamRequests, fc.constant('dialler' as const), fc.constant('acceptor' as const)),
      fc.tuple(streamAnswers, fc.constant('acceptor' as const), fc.constant('dialler' as const)),
    )
    fc.assert(
      fc.property(sides, settings, places, ([message, writer, reader], more, ends) => {
        const bytes = new StreamCodec(optionsWith(more)).encode(message, writer)
        expect(read(cut(bytes, ends), more, reader)).toEqual(message)
      }),
      { numRuns: 300 },
    )
  })

  it('are read byte by byte as well as at once', () => {
    fc.assert(
      fc.property(streamRequests, settings, (message, more) => {
        const bytes = new StreamCodec(optionsWith(more)).encode(message, 'dialler')
        expect(
          read(
            [...bytes].map((byte) => Uint8Array.of(byte)),
            more,
          ),
        ).toEqual(message)
      }),
      { numRuns: 30 },
    )
  })

  it('that are torn are reported at their end, wherever that is', () => {
    fc.assert(
      fc.property(streamRequests, settings, fc.nat(), (message, more, at) => {
        const bytes = new StreamCodec(optionsWith(more)).encode(message, 'dialler')
        expect(read([bytes.subarray(0, at % bytes.length)], more)).toBe('torn')
      }),
    )
  })

  it('come to the same end in any pieces, even when mutated', () => {
    const rng = new Rng(2)
    const corpus = fc
      .sample(fc.tuple(streamRequests, fc.boolean()), { numRuns: 60, seed: 2 })
      .map(([message, compress]) => new StreamCodec(optionsWith({ compress })).encode(message, 'dialler'))
    for (let i = 0; i < 1500; i++) {
      const bytes = mutant(corpus, rng)
      const pieces = cut(bytes, [rng.next(), rng.next(), rng.next()])
      expect(read(pieces), Buffer.from(bytes).toString('hex')).toEqual(read([bytes]))
    }
  })

  it('ignore what comes after the message', () => {
    const reader = new StreamCodec(optionsWith(PLAIN)).reader('acceptor')
    const bytes = new StreamCodec(optionsWith(PLAIN)).encode(STREAM_PING, 'dialler')
    expect(reader.push(Uint8Array.of(...bytes, 0xc1, 0xc1))).toEqual(STREAM_PING)
    expect(reader.push(Uint8Array.of(0xc1))).toBeUndefined()
    expect(() => reader.end()).not.toThrow()
  })

  it('answer a push/pull with what its reader knows to be an answer', () => {
    const bytes = Uint8Array.from(pushPull({ Join: true }))
    expect(read([bytes], PLAIN, 'acceptor')).toMatchObject({ tag: SWIM_TAGS.pushPull, join: true, members: [] })
    expect(read([bytes], PLAIN, 'dialler')).toMatchObject({ tag: SWIM_TAGS.pushPullReply, join: true })
  })
})

describe('a push/pull', () => {
  it('has at most 1,048,576 members and 20 MiB of state, and not fewer than none', () => {
    expect(readBytes(pushPull({ Nodes: 1_048_577 }))).toBe('ERR_TOO_LARGE')
    expect(readBytes(pushPull({ Nodes: 1_048_576 }))).toBe('torn')
    expect(readBytes(pushPull({ UserStateLen: 20_971_521 }))).toBe('ERR_TOO_LARGE')
    expect(readBytes(pushPull({ UserStateLen: 20_971_520 }))).toBe('torn')
    expect(readBytes(pushPull({ Nodes: -1 }))).toBe('ERR_BAD_VALUE')
    expect(readBytes(pushPull({ UserStateLen: -1 }))).toBe('ERR_BAD_VALUE')
  })

  it('leaves out rows that memberlist would ignore, and rows without an address', () => {
    const odd = [{ ...ROW, State: 9 }, { ...ROW, Addr: Uint8Array.of(1) }, ROW]
    const message = readBytes(pushPull({ Nodes: 3 }, odd)) as PushPull
    expect(message.members.map(({ node, state }) => [node, state])).toEqual([['a', 'alive']])
  })

  it('hands on state that is not readable as Serf’s', () => {
    const message = readBytes(pushPull({ UserStateLen: 2 }, [], [2, 0xc1])) as PushPull
    expect(message.state).toEqual({ tag: SWIM_TAGS.foreignState, payload: Uint8Array.of(2, 0xc1) })
  })

  it('has no row of more than a mebibyte', () => {
    const row = [...encodeValue(PUSH_PULL_NODE, { ...ROW, Meta: new Uint8Array(1_048_576) })]
    expect(read([Uint8Array.from(pushPull({ Nodes: 1 })), Uint8Array.from(row)])).toBe('ERR_TOO_LARGE')
  })
})

describe('a user message on a stream', () => {
  it('has at most 20 MiB, and not fewer than none', () => {
    const header = (UserMsgLen: number): number[] => [8, ...encodeValue(USER_HEADER, { UserMsgLen })]
    expect(readBytes(header(20_971_521))).toBe('ERR_TOO_LARGE')
    expect(readBytes(header(20_971_520))).toBe('torn')
    expect(readBytes(header(-1))).toBe('ERR_BAD_VALUE')
    expect(readBytes([...header(2), 200, 201, 202])).toEqual({
      tag: SWIM_TAGS.userData,
      payload: Uint8Array.of(200, 201),
    })
  })
})

describe('an encrypted stream', () => {
  const sealer = vectorSealer([KEY])

  it('has a frame of at most 20 MiB, refused by its header alone', () => {
    expect(readBytes([10, 0x01, 0x40, 0x00, 0x01], { sealer })).toBe('ERR_TOO_LARGE')
    expect(readBytes([10, 0xff, 0xff, 0xff, 0xff], { sealer })).toBe('ERR_TOO_LARGE')
    expect(readBytes([10, 0x01, 0x40, 0x00, 0x00], { sealer })).toBe('torn')
  })

  it('is refused without a key, with another key, and where plain text comes instead', () => {
    const sealed = new StreamCodec(optionsWith({ sealer })).encode(STREAM_PING, 'dialler')
    const plain = new StreamCodec(optionsWith()).encode(STREAM_PING, 'dialler')
    expect(read([sealed])).toBe('ERR_ENCRYPTED')
    expect(read([sealed], { sealer: vectorSealer([KEY.replaceAll('0', '1')]) })).toBe('ERR_WRONG_KEY')
    expect(read([plain], { sealer })).toBe('ERR_NOT_ENCRYPTED')
    expect(read([plain], { sealer, verifyIncoming: false })).toEqual(STREAM_PING)
  })

  it('is bound to its length and to the label', () => {
    const sealed = new StreamCodec(optionsWith({ sealer, label: 'blue' })).encode(STREAM_PING, 'dialler')
    expect(read([sealed], { sealer, label: 'blue' })).toEqual(STREAM_PING)
    expect(read([sealed.subarray(6)], { sealer })).toBe('ERR_WRONG_KEY')
  })

  it('of more than 20 MiB is not written', () => {
    const message = { tag: SWIM_TAGS.userData, payload: new Uint8Array(20_971_520) } as Message
    const codec = new StreamCodec(optionsWith({ sealer, compress: false }))
    expect(() => codec.encode(message, 'dialler')).toThrow(RangeError)
  })
})

describe('labels on streams', () => {
  it('are what the dialler begins with, and the acceptor demands', () => {
    const blue = new StreamCodec(optionsWith({ label: 'blue', compress: false }))
    const labelled = blue.encode(STREAM_PING, 'dialler')
    expect([...labelled.subarray(0, 6)]).toEqual([244, 4, ...Buffer.from('blue')])
    expect(read([labelled])).toBe('ERR_FOREIGN_LABEL')
    expect(read([labelled], { label: 'red' })).toBe('ERR_FOREIGN_LABEL')
    expect(read([labelled.subarray(6)], { label: 'blue' })).toBe('ERR_FOREIGN_LABEL')
    expect(readBytes([244, 0, 0])).toBe('ERR_BAD_PACKET')
  })

  it('are neither written nor read in an answer', () => {
    const ack = { tag: SWIM_TAGS.streamAck, sequence: 5 } as Message
    const bytes = new StreamCodec(optionsWith({ label: 'blue', compress: false })).encode(ack, 'acceptor')
    expect(bytes[0]).toBe(2)
    expect(read([Uint8Array.of(244, 1, 65, ...bytes)], PLAIN, 'dialler')).toBe('ERR_UNKNOWN_MESSAGE')
  })
})

describe('what does not belong on a stream', () => {
  it('is refused by its number', () => {
    for (const id of [1, 3, 4, 5, 7, 11, 12, 14, 255]) expect(readBytes([id, 0x80])).toBe('ERR_UNKNOWN_MESSAGE')
  })

  it('includes answers where nothing was asked', () => {
    const ack = new StreamCodec(optionsWith()).encode({ tag: SWIM_TAGS.streamAck, sequence: 5 } as Message, 'acceptor')
    expect(read([ack], PLAIN, 'dialler')).toMatchObject({ sequence: 5 })
    expect(read([ack], PLAIN, 'acceptor')).toBe('ERR_UNKNOWN_MESSAGE')
    expect(readBytes([13, 0x80])).toBe('ERR_UNKNOWN_MESSAGE')
  })

  it('includes questions from who was asked', () => {
    const questions = streamRequests.filter(({ tag }) => tag !== SWIM_TAGS.pushPull) // an answer looks the same
    fc.assert(
      fc.property(questions, (question) => {
        const bytes = new StreamCodec(optionsWith(PLAIN)).encode(question, 'dialler')
        expect(read([bytes], PLAIN, 'dialler')).toBe('ERR_UNKNOWN_MESSAGE')
      }),
    )
  })

  it('includes a compressed message in another one', () => {
    const once = new StreamCodec(optionsWith()).encode(STREAM_PING, 'dialler')
    expect(read([once])).toEqual(STREAM_PING)
    const writer = new Writer()
    writer.raw(once)
    new Compressor().compress(writer, 0)
    expect(read([writer.copy()])).toBe('ERR_UNKNOWN_MESSAGE')
  })

  it('includes more than 40 MiB', () => {
    const buffer = new StreamBuffer()
    buffer.append(new Uint8Array(3))
    expect(() => buffer.append({ length: MAX_STREAM - 2 } as Uint8Array)).toThrow(WireError)
    expect(buffer.length).toBe(3)
  })
})
