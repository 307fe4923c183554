import { type Message, PACKET, type Packet } from '../../core/message.ts'
import { TAG_COUNT } from '../../core/tags.ts'

/** What a simulation has done so far. Bytes are those of the encoded messages, without IP and UDP headers. */
export class Counters {
  /** Events that were executed: arrivals, timers, actions. */
  events = 0
  timersFired = 0
  datagramsSent = 0
  datagramsDelivered = 0
  /** Lost by the network: cut links and chance. */
  datagramsLost = 0
  /** Arrived, but nobody was there to read them, or the receive buffer was full. */
  datagramsDropped = 0
  datagramsDuplicated = 0
  /** Of which a bit was flipped on the way; those that their reader refused count as lost too. */
  datagramsCorrupted = 0
  datagramBytes = 0
  streamsOpened = 0
  streamsAnswered = 0
  streamsFailed = 0
  streamBytes = 0
  /** Messages sent, by tag; of a packet the packet itself and each of its parts. */
  readonly byTag: Float64Array = new Float64Array(TAG_COUNT)

  /** Bytes sent in all. */
  get bytes(): number {
    return this.datagramBytes + this.streamBytes
  }

  /** Counts a message, and its parts if it is a packet. */
  countTags(message: Message): void {
    this.byTag[message.tag] = (this.byTag[message.tag] ?? 0) + 1
    if (message.tag !== PACKET) return
    const { parts } = message as Packet
    for (let i = 0; i < parts.length; i++) this.countTags(parts[i] as Message)
  }
}
