import { VarintReader } from '../../base/varint.ts'
import type { Message } from '../../core/message.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS, REPAIR_TAGS } from '../../core/tags.ts'
import type { PlumtreeMessage, RepairMessage } from '../../dissemination/index.ts'
import type { HyParViewMessage } from '../../sampling/index.ts'
import type { Addresses } from '../memberlist/addresses.ts'
import type { Sink } from '../msgpack/sink.ts'
import { WireError } from '../wire-error.ts'
import { BYTES, type Field, FLAG, list, optional, PEER, record, TEXT, UINT } from './fields.ts'

type Native = HyParViewMessage | PlumtreeMessage | RepairMessage
type Body<T extends Native['tag']> = Omit<Extract<Native, { readonly tag: T }>, 'tag'>

/** Peers of a shuffle: whatever a view may hold. */
const MOST_PEERS = 256
const PEERS = list(PEER, MOST_PEERS)
const ANNOUNCEMENTS = list(record({ id: UINT, hops: UINT }), 64)
const LOGS = list(record({ topic: TEXT, origin: UINT, through: UINT, greatest: UINT, floor: UINT }), 256)
const WANTED = list(record({ topic: TEXT, origin: UINT, first: UINT, last: UINT }), 64)

/** The body of each message that only hearsay's nodes send, by its tag, which is its number on the wire too. */
const BODIES: { readonly [T in Native['tag']]: Field<Body<T>> } = {
  [HYPARVIEW_TAGS.join]: record({}),
  [HYPARVIEW_TAGS.forwardJoin]: record({ newcomer: PEER, hops: UINT }),
  [HYPARVIEW_TAGS.neighbour]: record({ isUrgent: FLAG }),
  [HYPARVIEW_TAGS.neighbourReply]: record({ isAccepted: FLAG }),
  [HYPARVIEW_TAGS.disconnect]: record({ isLeaving: FLAG }),
  [HYPARVIEW_TAGS.shuffle]: record({ origin: PEER, hops: UINT, peers: PEERS }),
  [HYPARVIEW_TAGS.shuffleReply]: record({ peers: PEERS }),
  [PLUMTREE_TAGS.gossip]: record({ id: UINT, hops: UINT, payload: BYTES }),
  [PLUMTREE_TAGS.ihave]: record({ messages: ANNOUNCEMENTS }),
  [PLUMTREE_TAGS.graft]: record({ id: optional(UINT) }),
  [PLUMTREE_TAGS.prune]: record({}),
  [REPAIR_TAGS.digest]: record({ isAnswer: FLAG, hasMore: FLAG, logs: LOGS }),
  [REPAIR_TAGS.request]: record({ wanted: WANTED }),
  [REPAIR_TAGS.posts]: record({ posts: list(BYTES, 256) }),
}

const BY_TAG: Readonly<Record<number, Field<object> | undefined>> = BODIES

/** Whether a message is one that only hearsay's nodes send. */
export function isNative(message: Message): boolean {
  return BY_TAG[message.tag] !== undefined
}

/** Writes a message that {@link isNative}: its number, its fields. */
export function writeNative(sink: Sink, message: Message, addresses: Addresses): void {
  UINT.write(sink, message.tag, addresses)
  BY_TAG[message.tag]?.write(sink, message, addresses)
}

/**
 * Reads one, which fills all of the bytes.
 * @throws WireError ERR_UNKNOWN_MESSAGE, ERR_TRUNCATED, ERR_TOO_LARGE, ERR_BAD_VALUE
 */
export function readNative(bytes: Uint8Array, addresses: Addresses): Message {
  const reader = new VarintReader(bytes)
  const tag = UINT.read(reader, addresses)
  const field = BY_TAG[tag]
  if (field === undefined) throw new WireError('ERR_UNKNOWN_MESSAGE', `a message of hearsay's that is unknown: ${tag}`)
  const message = { ...field.read(reader, addresses), tag }
  if (!reader.isAtEnd) throw new WireError('ERR_BAD_PACKET', 'more bytes than the message has')
  return message
}
