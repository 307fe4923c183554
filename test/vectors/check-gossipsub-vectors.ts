import { decodePublicKey, keyInPeerId, peerIdOf } from '../../src/codec/libp2p/peer-identity.ts'
import { decodeRpc } from '../../src/codec/libp2p/rpc-reader.ts'
import { encodeMessage, encodeRpc } from '../../src/codec/libp2p/rpc-writer.ts'
import { signed, signedBytes, signedFlaw } from '../../src/codec/libp2p/signed-messages.ts'
import { PUBSUB_TAGS } from '../../src/core/tags.ts'
import { anonymous, type MessagePolicy } from '../../src/dissemination/pubsub/message-policies.ts'
import type { Control, IdList, Rpc, TopicMessage } from '../../src/dissemination/pubsub/messages.ts'
import { ed25519Signer, verifySignature } from '../support/libp2p-signer.ts'
import { readVectors } from './read-vectors.ts'

interface Hex {
  readonly hex: string
}

interface MessageFields {
  readonly topic?: string
  readonly from?: Hex
  readonly data?: Hex
  readonly seqno?: Hex
  readonly signature?: Hex
  readonly key?: Hex
}

interface IdFields {
  readonly topicID?: string
  readonly messageIDs: readonly Hex[]
}

interface PruneFields {
  readonly topicID?: string
  readonly backoff?: number
  readonly peers: readonly { readonly peerID?: Hex; readonly signedPeerRecord?: Hex }[]
}

interface RpcFields {
  readonly subscriptions: readonly { readonly subscribe?: boolean; readonly topic?: string }[]
  readonly messages: readonly MessageFields[]
  readonly control?: {
    readonly ihave: readonly IdFields[]
    readonly iwant: readonly IdFields[]
    readonly graft: readonly { readonly topicID?: string }[]
    readonly prune: readonly PruneFields[]
    readonly idontwant: readonly IdFields[]
  }
}

interface KeyCase {
  readonly kind: 'key'
  readonly type: string
  readonly privateKeyRawHex: string
  readonly publicKeyRawHex: string
  readonly publicKeyProtobufHex: string
  readonly peerIdMultihashHex: string
}

interface RpcCase {
  readonly kind: 'rpc'
  readonly decoded: RpcFields
  readonly encodedHex: string
}

interface MessageCase {
  readonly kind: 'signed-message' | 'unsigned-message'
  readonly fields: MessageFields
  readonly signedBytesHex?: string
  readonly signatureHex?: string
  readonly messageProtobufHex: string
  readonly rpcProtobufHex: string
  readonly msgIdJsDefaultHex: string
  readonly msgIdSpecFromSeqnoHex?: string
}

interface ValidateCase {
  readonly kind: 'validate'
  readonly policy: 'StrictSign' | 'StrictNoSign'
  readonly messageProtobufHex: string
  readonly valid: boolean
  readonly error?: string
}

interface DecodeCase {
  readonly kind: 'decode'
  readonly inputHex: string
  readonly ok: boolean
  readonly decoded?: RpcFields
  readonly note?: string
}

type GossipSubCase = (KeyCase | RpcCase | MessageCase | ValidateCase | DecodeCase) & { readonly name: string }

/** What became of the file: failures by name, and how many cases of each kind were compared. */
export interface GossipSubOutcome {
  readonly compared: ReadonlyMap<string, number>
  readonly failures: readonly string[]
}

/** Every case as recorded. */
export function gossipSubCases(): readonly GossipSubCase[] {
  return readVectors<{ readonly cases: readonly GossipSubCase[] }>('gossipsub/gossipsub-rpc.json').cases
}

/** Holds our codec and policies against every case of the file. */
export function checkGossipSubVectors(): GossipSubOutcome {
  const compared = new Map<string, number>()
  const failures: string[] = []
  for (const vector of gossipSubCases()) {
    const wrong = difference(vector)
    compared.set(vector.kind, (compared.get(vector.kind) ?? 0) + 1)
    if (wrong !== undefined) failures.push(`${vector.name}: ${wrong}`)
  }
  return { compared, failures }
}

/** What differs, in words. */
function difference(vector: GossipSubCase): string | undefined {
  switch (vector.kind) {
    case 'key':
      return keyDifference(vector)
    case 'rpc':
      return rpcDifference(vector)
    case 'signed-message':
    case 'unsigned-message':
      return messageDifference(vector)
    case 'validate':
      return verdictDifference(vector)
    case 'decode':
      return decodeDifference(vector)
    default:
      return `nothing is known of the kind ${(vector as { kind: string }).kind}`
  }
}

function keyDifference(vector: KeyCase): string | undefined {
  const key = bytes(vector.publicKeyProtobufHex)
  const ours = [hexOf(decodePublicKey(key).raw), hexOf(peerIdOf(key)), hexOf(keyInPeerId(peerIdOf(key)) ?? bytes(''))]
  const theirs = [vector.publicKeyRawHex, vector.peerIdMultihashHex, vector.publicKeyProtobufHex]
  if (vector.type === 'Ed25519') {
    ours.push(hexOf(ed25519Signer(bytes(vector.privateKeyRawHex).subarray(0, 32)).publicKey))
    theirs.push(vector.publicKeyProtobufHex)
  }
  return unlike(ours, theirs)
}

function rpcDifference({ decoded, encodedHex }: RpcCase): string | undefined {
  const rpc = rpcOf(decoded)
  return unlike(decodeRpc(bytes(encodedHex)), rpc) ?? unlike(hexOf(encodeRpc(rpc)), encodedHex)
}

function messageDifference(vector: MessageCase): string | undefined {
  const message = messageOf(vector.fields)
  const [whole] = decodeRpc(bytes(vector.rpcProtobufHex)).publish ?? []
  if (whole === undefined) return 'no message was decoded'
  return (
    unlike(hexOf(encodeRpc({ tag: PUBSUB_TAGS.rpc, publish: [whole] })), vector.rpcProtobufHex) ??
    unlike(hexOf(encodeMessage(whole)), vector.messageProtobufHex) ??
    (vector.kind === 'signed-message'
      ? signedDifference(vector, message, whole)
      : unlike([hexOfText(anonymous.idOf(whole)), anonymous.flawOf(whole)], [vector.msgIdJsDefaultHex, undefined]))
  )
}

function signedDifference(vector: MessageCase, message: TopicMessage, whole: TopicMessage): string | undefined {
  const idBy = (ids: 'js' | 'specification'): string => hexOfText(policy(ids).idOf(whole))
  return (
    unlike(hexOf(signedBytes(message)), vector.signedBytesHex) ??
    unlike(hexOf(whole.signature ?? bytes('')), vector.signatureHex) ??
    unlike(idBy('js'), vector.msgIdJsDefaultHex) ??
    unlike(idBy('specification'), vector.msgIdSpecFromSeqnoHex) ??
    unlike(policy('js').flawOf(whole), undefined)
  )
}

function verdictDifference(vector: ValidateCase): string | undefined {
  const [message = {}] = decodeRpc(bytes(inRpc(vector.messageProtobufHex))).publish ?? []
  const flaw =
    vector.policy === 'StrictSign' ? signedFlaw(message, { verify: verifySignature }) : anonymous.flawOf(message)
  return unlike([flaw === undefined, flaw], [vector.valid, vector.error])
}

function decodeDifference({ inputHex, ok, decoded, note }: DecodeCase): string | undefined {
  const rpc = attempt(() => decodeRpc(bytes(inputHex)))
  if (note !== undefined && ok) return undefined // where the reference departs from protobuf: see README.md
  return unlike(rpc, ok && decoded !== undefined ? rpcOf(decoded) : undefined)
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** Any key does: only what others have signed is looked at. */
function policy(ids: 'js' | 'specification'): MessagePolicy {
  return signed(ed25519Signer(new Uint8Array(32)), ids)
}

/** A message alone as the only one of an RPC. */
function inRpc(messageHex: string): string {
  const length = messageHex.length / 2
  const prefix = length < 0x80 ? [length] : [(length & 0x7f) | 0x80, length >> 7]
  return `12${hexOf(Uint8Array.from(prefix))}${messageHex}`
}

function rpcOf({ subscriptions, messages, control }: RpcFields): Rpc {
  return {
    tag: PUBSUB_TAGS.rpc,
    ...some('subscriptions', subscriptions.map(({ subscribe, topic }) => defined({ isOn: subscribe, topic }))),
    ...some('publish', messages.map(messageOf)),
    ...(control !== undefined && { control: controlOf(control) }),
  } as Rpc
}

function controlOf({ ihave, iwant, graft, prune, idontwant }: NonNullable<RpcFields['control']>): Control {
  return {
    ...some('ihave', ihave.map(({ topicID, messageIDs }) => defined({ topic: topicID, ids: messageIDs.map(textOf) }))),
    ...some('iwant', iwant.map(idsOf)),
    ...some('graft', graft.map(({ topicID }) => defined({ topic: topicID }))),
    ...some('prune', prune.map(pruneOf)),
    ...some('dontWant', idontwant.map(idsOf)),
  }
}

function pruneOf({ topicID, backoff, peers }: PruneFields): object {
  const named = peers.map(({ peerID, signedPeerRecord }) => ({
    ...(peerID && { id: bytes(peerID.hex) }),
    ...(signedPeerRecord && { record: bytes(signedPeerRecord.hex) }),
  }))
  return defined({ topic: topicID, peers: named, backoffS: backoff })
}

function idsOf({ messageIDs }: IdFields): IdList {
  return { ids: messageIDs.map(textOf) }
}

function messageOf(fields: MessageFields): TopicMessage {
  const { topic, ...binary } = fields
  const parts = Object.entries(binary).map(([name, { hex }]) => [name, bytes(hex)] as const)
  return { ...(topic !== undefined && { topic }), ...Object.fromEntries(parts) }
}

function some(name: string, list: readonly object[]): object {
  return list.length > 0 ? { [name]: list } : {}
}

function defined(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function unlike(ours: unknown, theirs: unknown): string | undefined {
  const [a, b] = [shown(ours), shown(theirs)]
  return a === b ? undefined : `${a}, not ${b}`
}

/** Equal for equal values, whatever the order of their fields. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Uint8Array) return hexOf(part)
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** A plain array and no Buffer, whose JSON is another. */
function bytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

function hexOf(value: Uint8Array): string {
  return Buffer.from(value).toString('hex')
}

function textOf({ hex }: Hex): string {
  return Buffer.from(hex, 'hex').toString('latin1')
}

function hexOfText(text: string): string {
  return Buffer.from(text, 'latin1').toString('hex')
}
