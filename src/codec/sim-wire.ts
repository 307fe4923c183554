import { below } from '../base/rng.ts'
import { AddressBook } from '../core/address-book.ts'
import type { Message } from '../core/message.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import type { MemberRecord, PushPull } from '../membership/swim/messages.ts'
import { changesOf } from '../membership/swim/shared-views.ts'
import type { SimOptions, Wire } from '../sim/index.ts'
import { PacketCodec } from './packet-codec.ts'
import { StreamCodec } from './stream-codec.ts'
import { WireError } from './wire-error.ts'
import type { WireOptions } from './wire-options.ts'

/** The port of every virtual node. */
export const VIRTUAL_PORT = 7946

/** The address of the node of an index; interning them in order makes index and PeerId the same. */
export function virtualAddress(index: number): Uint8Array {
  return Uint8Array.of(10, (index >> 16) & 255, (index >> 8) & 255, index & 255)
}

/**
 * {@link virtualWire} over addresses whose ids are the indexes of the nodes.
 * @param compressesStreams whether full exchanges are compressed, as real nodes do; it takes time, and matters only to
 *   whom bytes matter
 */
export function simWire(nodes: number, compressesStreams = false): ReturnType<typeof virtualWire> {
  const book = new AddressBook()
  for (let i = 0; i < nodes; i++) book.pin(book.intern(virtualAddress(i), VIRTUAL_PORT))
  return virtualWire(book, compressesStreams)
}

/** What a simulation needs so that sizes are the real ones and, with `wire`, every message is really encoded. */
export function virtualWire(
  book: AddressBook,
  compressesStreams = false,
): Required<Pick<SimOptions, 'wire' | 'sizeOf' | 'packetBudget'>> {
  const options: WireOptions = { book, bindPort: () => VIRTUAL_PORT, compress: false }
  const packets = new PacketCodec(options)
  const streams = new StreamCodec({ ...options, compress: compressesStreams })
  const wire: Wire = {
    encode: (message) => {
      const role = STREAM_ROLES[message.tag]
      if (role === undefined) return marked(KINDS.packet, packets.encode(message))
      return marked(role === 'dialler' ? KINDS.request : KINDS.answer, streams.encode(message, role))
    },
    decode: (bytes) => {
      const body = bytes.slice(1)
      if (bytes[0] === KINDS.packet) return packets.decode(body)
      const message = streams.reader(bytes[0] === KINDS.request ? 'acceptor' : 'dialler').push(body)
      if (message === undefined) throw new Error('a stream message was cut short')
      return message
    },
    decodeCorrupted: (bytes, random) => {
      const body = bytes.slice(1)
      const bit = below(random, 8 * body.length)
      body[bit >> 3] = (body[bit >> 3] as number) ^ (1 << (bit & 7))
      return unlessRefused(() => packets.decode(body))
    },
  }
  const bases = new WeakMap<readonly MemberRecord[], number>()
  const sizeOf = (message: Message): number => {
    const role = STREAM_ROLES[message.tag]
    if (role === undefined) return packets.sizeOf(message)
    const { members, state } = message as Partial<PushPull>
    if (members === undefined || state !== undefined) return streams.encode(message, role).length
    const sizeWith = (records: readonly MemberRecord[]): number =>
      streams.encode({ ...message, members: records } as PushPull, role).length
    const changes = compressesStreams ? undefined : changesOf(members)
    const { base, now, before } = changes ?? { base: members, now: [], before: [] }
    let size = bases.get(base) // the nodes of a simulation may share it
    if (size === undefined) bases.set(base, (size = sizeWith(base)))
    return now.length === 0 ? size : size + sizeWith(now) - sizeWith(before)
  }
  return { wire, sizeOf, packetBudget: packets.packetBudget }
}

/** What a simulated wire carries tells no datagram from a stream: a byte before it does. */
const KINDS = { packet: 0, request: 1, answer: 2 } as const

function unlessRefused(read: () => Message): Message | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof WireError) return undefined
    throw error
  }
}

function marked(kind: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(1 + bytes.length)
  all[0] = kind
  all.set(bytes, 1)
  return all
}

const STREAM_ROLES: Readonly<Record<number, 'dialler' | 'acceptor'>> = {
  [SWIM_TAGS.pushPull]: 'dialler',
  [SWIM_TAGS.streamPing]: 'dialler',
  [SWIM_TAGS.pushPullReply]: 'acceptor',
  [SWIM_TAGS.streamAck]: 'acceptor',
}
