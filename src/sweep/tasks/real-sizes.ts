import { PacketCodec, StreamCodec, type WireOptions } from '../../codec/index.ts'
import { AddressBook } from '../../core/address-book.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { SimOptions } from '../../sim/index.ts'

const PORT = 7946

/** Sizes as they are on the wire, for nodes whose PeerIds are their indexes. */
export function realSizes(nodes: number): Required<Pick<SimOptions, 'sizeOf' | 'packetBudget'>> {
  const options: WireOptions = { book: bookOf(nodes), bindPort: () => PORT, compress: false }
  const packets = new PacketCodec(options)
  const streams = new StreamCodec(options)
  const sizeOf = (message: Message): number => {
    const role = STREAM_ROLES[message.tag]
    return role === undefined ? packets.sizeOf(message) : streams.encode(message, role).length
  }
  return { sizeOf, packetBudget: packets.packetBudget }
}

function bookOf(nodes: number): AddressBook {
  const book = new AddressBook()
  for (let i = 0; i < nodes; i++) book.pin(book.intern(Uint8Array.of(10, i >> 16, (i >> 8) & 255, i & 255), PORT))
  return book
}

/** What travels over streams, and which side of one says it. */
const STREAM_ROLES: Readonly<Record<number, 'dialler' | 'acceptor'>> = {
  [SWIM_TAGS.pushPull]: 'dialler',
  [SWIM_TAGS.streamPing]: 'dialler',
  [SWIM_TAGS.pushPullReply]: 'acceptor',
  [SWIM_TAGS.streamAck]: 'acceptor',
}
