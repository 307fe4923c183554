import { compactBlockBytes, indexesBytes } from '../../codec/index.ts'
import type { Message } from '../../core/message.ts'
import { RELAY_TAGS } from '../../core/tags.ts'
import type { AnnounceMessage, BatchMessage } from '../../dissemination/index.ts'

/** A number of a message or batch, as Bitcoin has it in inv and getdata: a kind and a hash. */
const ID_BYTES = 36
const HASH_BYTES = 32
/** Bitcoin's envelope: network, command, length, checksum. */
const ENVELOPE_BYTES = 24

/** Bytes of a relay's message in Bitcoin's format, with its envelope. Header, items and bodies are as long as they are. */
export function relayBytes(message: Message): number {
  return ENVELOPE_BYTES + bodyBytes(message as AnnounceMessage | BatchMessage | StemMessage)
}

interface StemMessage extends Message {
  readonly tag: typeof RELAY_TAGS.stem
  readonly body: Uint8Array
}

function bodyBytes(message: AnnounceMessage | BatchMessage | StemMessage): number {
  switch (message.tag) {
    case RELAY_TAGS.announce:
    case RELAY_TAGS.request:
    case RELAY_TAGS.notFound:
      return compactSize(message.ids.length) + ID_BYTES * message.ids.length
    case RELAY_TAGS.item:
    case RELAY_TAGS.stem:
      return message.body.length
    case RELAY_TAGS.header:
      return message.header.length + 2
    case RELAY_TAGS.mode:
      return 9
    case RELAY_TAGS.compact:
      return compactBlockBytes(message)
    case RELAY_TAGS.batchRequest:
      return ID_BYTES + 1
    case RELAY_TAGS.itemsRequest:
      return HASH_BYTES + indexesBytes(message.indexes)
    case RELAY_TAGS.items:
      return HASH_BYTES + compactSize(message.items.length) + total(message.items)
    default:
      return message.header.length + compactSize(message.items.length) + total(message.items)
  }
}

function total(items: readonly Uint8Array[]): number {
  return items.reduce((sum, item) => sum + item.length, 0)
}

function compactSize(count: number): number {
  return count < 0xfd ? 1 : count <= 0xffff ? 3 : 5
}
