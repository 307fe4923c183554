import { sha256 } from '../../base/sha256.ts'
import type { MessageId, TopicMessage } from './messages.ts'

/** How messages say whose they are, and what names them. All nodes of a topic must agree. */
export interface MessagePolicy {
  /** An own message; `seqno` has never been used before. */
  compose(topic: string, data: Uint8Array, seqno: Uint8Array): TopicMessage
  /** Equal for equal messages, different for others. */
  idOf(message: TopicMessage): MessageId
  /** Why a message cannot be believed; undefined if it can. */
  flawOf(message: TopicMessage): string | undefined
}

/**
 * Messages that do not say whose they are: libp2p's policy StrictNoSign. The id is SHA-256 of the data, as js-libp2p has
 * it, so equal data is one message, whoever sends it and in whatever topic.
 */
export const anonymous: MessagePolicy = {
  compose: (topic, data) => ({ topic, data }),
  idOf: ({ data }) => idFromBytes(sha256(data ?? EMPTY)),
  flawOf: ({ from, seqno, signature, key }) => {
    if (signature !== undefined) return 'signature_present'
    if (from !== undefined) return 'from_present'
    if (seqno !== undefined) return 'seqno_present'
    return key === undefined ? undefined : 'key_present'
  },
}

/**
 * Messages that name their author and his number, unsigned: for peers that trust one another. The id is both, the
 * default of libp2p's pubsub specification.
 * @param from the identity of this node, at most 256 bytes
 */
export function authored(from: Uint8Array): MessagePolicy {
  return { compose: (topic, data, seqno) => ({ topic, data, from, seqno }), idOf: idFromAuthor, flawOf: authorFlaw }
}

/** Author, then number. */
export function idFromAuthor({ from = EMPTY, seqno = EMPTY }: TopicMessage): MessageId {
  return idFromBytes(from) + idFromBytes(seqno)
}

/** An id out of bytes: one character each. */
export function idFromBytes(bytes: Uint8Array): MessageId {
  let id = ''
  for (let i = 0; i < bytes.length; i++) id += String.fromCharCode(bytes[i] as number)
  return id
}

function authorFlaw({ from, seqno }: TopicMessage): string | undefined {
  if (from === undefined || from.length === 0 || from.length > 256) return 'invalid_peerid'
  return seqno?.length === 8 ? undefined : 'invalid_seqno'
}

const EMPTY = new Uint8Array(0)
