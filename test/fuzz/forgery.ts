import { PacketCodec, StreamCodec, WireError, type WireOptions } from '../../src/codec/index.ts'
import { AddressBook, type Message, PACKET, type Packet, type PeerId } from '../../src/core/index.ts'
import { SWIM_TAGS } from '../../src/core/tags.ts'
import type { SwimMessage } from '../../src/membership/swim/messages.ts'

/** Members that a flood may forge. Without a key anyone can: what is tried here is bad bytes, not good lies. */
const MOST_MEMBERS = 100

/** What a node will make of an input. */
export type Verdict = 'accepted' | 'refused' | 'not to be sent'

/**
 * Reads an input as the target will. What would make the target talk to others than 127.9.x.x, where nobody is, is not
 * to be sent, and neither is a forged member too many.
 */
export class ForgeryJudge {
  readonly #book = new AddressBook()
  readonly #packets: PacketCodec
  readonly #streams: StreamCodec
  readonly #names = new Set<string>()

  constructor(options: Omit<WireOptions, 'book' | 'bindPort'>) {
    const wire = { ...options, book: this.#book, bindPort: () => 7946 }
    this.#packets = new PacketCodec(wire)
    this.#streams = new StreamCodec(wire)
  }

  get forgedMembers(): number {
    return this.#names.size
  }

  judgePacket(bytes: Uint8Array): Verdict {
    return this.#judge(() => {
      const message = this.#packets.decode(bytes)
      const isFine = this.#mayBeSent(message)
      if (!isFine) return 'not to be sent'
      return this.#packets.partError === undefined ? 'accepted' : 'refused'
    })
  }

  judgeStream(bytes: Uint8Array): Verdict {
    return this.#judge(() => {
      const reader = this.#streams.reader('acceptor')
      const message = reader.push(bytes)
      if (message === undefined) reader.end()
      return message === undefined || this.#mayBeSent(message) ? 'accepted' : 'not to be sent'
    })
  }

  #judge(read: () => Verdict): Verdict {
    try {
      return read()
    } catch (error) {
      if (error instanceof WireError) return 'refused'
      throw error
    }
  }

  #mayBeSent(message: Message): boolean {
    const parts = message.tag === PACKET ? (message as Packet).parts : [message]
    return parts.every((part) => this.#isHarmless(part as SwimMessage))
  }

  #isHarmless(part: SwimMessage): boolean {
    switch (part.tag) {
      case SWIM_TAGS.ping:
      case SWIM_TAGS.streamPing:
        return part.source === undefined || this.#isNobody(part.source)
      case SWIM_TAGS.indirectPing:
        return this.#isNobody(part.target) && (part.source === undefined || this.#isNobody(part.source))
      case SWIM_TAGS.alive:
        return this.#isNobody(part.peer) && this.#admits(part.node)
      case SWIM_TAGS.pushPull:
      case SWIM_TAGS.pushPullReply:
        return part.members.every(({ peer, node }) => this.#isNobody(peer) && this.#admits(node))
      default:
        return true
    }
  }

  #isNobody(peer: PeerId): boolean {
    const { ip } = this.#book.addressOf(peer)
    return ip.length === 4 && ip[0] === 127 && ip[1] === 9
  }

  #admits(name: string): boolean {
    if (this.#names.has(name)) return true
    if (this.#names.size >= MOST_MEMBERS) return false
    this.#names.add(name)
    return true
  }
}
