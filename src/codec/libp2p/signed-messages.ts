import { idFromAuthor, idFromBytes, type MessagePolicy } from '../../dissemination/pubsub/message-policies.ts'
import type { MessageId, TopicMessage } from '../../dissemination/pubsub/messages.ts'
import { decodePublicKey, keyInPeerId, peerIdOf, type PublicKey } from './peer-identity.ts'
import { encodeMessage } from './rpc-writer.ts'

/** Keys and signatures: the runtime's. */
export interface Signer {
  /** The protobuf of this node's public key. */
  readonly publicKey: Uint8Array
  sign(bytes: Uint8Array): Uint8Array
  verify(key: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean
}

/**
 * Messages that their author has signed: libp2p's policy StrictSign.
 * @param ids what names a message: the author's key and his number, js-libp2p's default, or his peer id and number, the
 *   specification's and go's
 */
export function signed(signer: Signer, ids: 'js' | 'specification' = 'specification'): MessagePolicy {
  const from = peerIdOf(signer.publicKey)
  const isKeyKnown = keyInPeerId(from) !== undefined
  return {
    compose: (topic, data, seqno) => {
      const message = { from, data, seqno, topic }
      const signature = signer.sign(signedBytes(message))
      return { ...message, signature, ...(isKeyKnown ? {} : { key: signer.publicKey }) }
    },
    idOf: ids === 'js' ? idFromKey : idFromAuthor,
    flawOf: (message) => signedFlaw(message, signer),
  }
}

/** What a signature covers; an empty topic is none there, as js-libp2p has it. */
export function signedBytes({ from, data, seqno, topic }: TopicMessage): Uint8Array {
  const body = encodeMessage({
    ...(from && { from }),
    ...(data && { data }),
    ...(seqno && { seqno }),
    ...(topic && { topic }),
  })
  const bytes = new Uint8Array(PREFIX.length + body.length)
  bytes.set(PREFIX)
  bytes.set(body, PREFIX.length)
  return bytes
}

/** Why a message cannot be believed, in js-libp2p's words; undefined if it can. */
export function signedFlaw(message: TopicMessage, { verify }: Pick<Signer, 'verify'>): string | undefined {
  const { from, seqno, signature } = message
  if (signature === undefined) return 'invalid_signature'
  if (seqno?.length !== 8) return 'invalid_seqno'
  if (from === undefined) return 'invalid_peerid'
  const key = keyOf(from, message.key)
  if (key === undefined) return 'invalid_peerid'
  return verify(key, signedBytes(message), signature) ? undefined : 'invalid_signature'
}

/** The key that an author must have signed with; undefined if none can be his. */
function keyOf(from: Uint8Array, given: Uint8Array | undefined): PublicKey | undefined {
  try {
    const key = given ?? keyInPeerId(from)
    if (key === undefined || !isEqual(peerIdOf(key), from)) return undefined
    return decodePublicKey(key)
  } catch {
    return undefined // neither key nor peer id can be read: there is no more to be said
  }
}

function idFromKey({ from, key, seqno }: TopicMessage): MessageId {
  const author = key ?? (from && keyInPeerId(from)) ?? EMPTY
  return idFromBytes(author) + idFromBytes(seqno ?? EMPTY)
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

const EMPTY = new Uint8Array(0)
/** "libp2p-pubsub:" */
const PREFIX = Uint8Array.of(0x6c, 0x69, 0x62, 0x70, 0x32, 0x70, 0x2d, 0x70, 0x75, 0x62, 0x73, 0x75, 0x62, 0x3a)
