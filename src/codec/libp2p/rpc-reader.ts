import { PUBSUB_TAGS } from '../../core/tags.ts'
import type {
  Control,
  Graft,
  IdList,
  IHave,
  PeerInfo,
  Prune,
  Rpc,
  Subscription,
  TopicMessage,
} from '../../dissemination/pubsub/messages.ts'
import { WireError } from '../wire-error.ts'
import { ProtobufReader, WIRE } from './protobuf-reader.ts'
import { CONTROL, ID_LIST, IHAVE, MESSAGE, PEER_INFO, PRUNE, RPC, SUBSCRIPTION } from './rpc-fields.ts'

/** What one message of GossipSub may be. */
export interface RpcLimits {
  /** Bytes of the message. Default 4 MiB, js-libp2p's. */
  readonly mostBytes: number
  /** Subscriptions, messages, entries and ids in it, together. Default 65536, our choice: 13 full announcements. */
  readonly mostItems: number
}

/** The defaults of {@link RpcLimits}. */
export const RPC_LIMITS: RpcLimits = { mostBytes: 4 * 1024 * 1024, mostItems: 65_536 }

/** Reads one message of GossipSub v1.2; unknown fields are skipped, as protobuf has it. @throws WireError */
export function decodeRpc(bytes: Uint8Array, limits: RpcLimits = RPC_LIMITS): Rpc {
  if (bytes.length > limits.mostBytes) {
    throw new WireError('ERR_TOO_LARGE', `a message of ${bytes.length} bytes: mostBytes is ${limits.mostBytes}`)
  }
  const reader = new ProtobufReader(bytes, { items: limits.mostItems })
  const subscriptions: Subscription[] = []
  const publish: TopicMessage[] = []
  let control: Lists | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === RPC.subscriptions) subscriptions.push(readSubscription(reader.message()))
    else if (field === RPC.messages) publish.push(readMessage(reader.message()))
    else if (field === RPC.control) readControl(reader.message(), (control ??= emptyLists()))
    else reader.skip()
  }
  return {
    tag: PUBSUB_TAGS.rpc,
    ...(subscriptions.length > 0 && { subscriptions }),
    ...(publish.length > 0 && { publish }),
    ...(control !== undefined && { control: withoutEmpty(control) }),
  }
}

interface Lists {
  readonly ihave: IHave[]
  readonly iwant: IdList[]
  readonly graft: Graft[]
  readonly prune: Prune[]
  readonly dontWant: IdList[]
}

function emptyLists(): Lists {
  return { ihave: [], iwant: [], graft: [], prune: [], dontWant: [] }
}

function withoutEmpty({ ihave, iwant, graft, prune, dontWant }: Lists): Control {
  return {
    ...(ihave.length > 0 && { ihave }),
    ...(iwant.length > 0 && { iwant }),
    ...(graft.length > 0 && { graft }),
    ...(prune.length > 0 && { prune }),
    ...(dontWant.length > 0 && { dontWant }),
  }
}

function readSubscription(reader: ProtobufReader): Subscription {
  const read: { isOn?: boolean; topic?: string } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === SUBSCRIPTION.subscribe && reader.wireType === WIRE.varint) read.isOn = reader.varint() !== 0
    else if (field === SUBSCRIPTION.topic && reader.wireType === WIRE.bytes) read.topic = reader.text()
    else reader.skip()
  }
  return read
}

function readMessage(reader: ProtobufReader): TopicMessage {
  const read: { -readonly [K in keyof TopicMessage]: TopicMessage[K] } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === MESSAGE.from) read.from = reader.bytes()
    else if (field === MESSAGE.data) read.data = reader.bytes()
    else if (field === MESSAGE.seqno) read.seqno = reader.bytes()
    else if (field === MESSAGE.topic) read.topic = reader.text()
    else if (field === MESSAGE.signature) read.signature = reader.bytes()
    else if (field === MESSAGE.key) read.key = reader.bytes()
    else reader.skip()
  }
  return read
}

/** A control part that comes twice is one, as protobuf has it. */
function readControl(reader: ProtobufReader, into: Lists): void {
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === CONTROL.ihave) into.ihave.push(readIHave(reader.message()))
    else if (field === CONTROL.iwant) into.iwant.push(readIds(reader.message()))
    else if (field === CONTROL.graft) into.graft.push(readGraft(reader.message()))
    else if (field === CONTROL.prune) into.prune.push(readPrune(reader.message()))
    else if (field === CONTROL.dontWant) into.dontWant.push(readIds(reader.message()))
    else reader.skip()
  }
}

function readIHave(reader: ProtobufReader): IHave {
  const read: { topic?: string; readonly ids: string[] } = { ids: [] }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === IHAVE.topic) read.topic = reader.text()
    else if (field === IHAVE.ids) readId(reader, read.ids)
    else reader.skip()
  }
  return read
}

function readIds(reader: ProtobufReader): IdList {
  const ids: string[] = []
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === ID_LIST.ids && reader.wireType === WIRE.bytes) readId(reader, ids)
    else reader.skip()
  }
  return { ids }
}

function readId(reader: ProtobufReader, into: string[]): void {
  reader.count()
  into.push(reader.binary())
}

function readGraft(reader: ProtobufReader): Graft {
  const read: { topic?: string } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === PRUNE.topic && reader.wireType === WIRE.bytes) read.topic = reader.text()
    else reader.skip()
  }
  return read
}

function readPrune(reader: ProtobufReader): Prune {
  const read: { topic?: string; readonly peers: PeerInfo[]; backoffS?: number } = { peers: [] }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === PRUNE.backoff && reader.wireType === WIRE.varint) read.backoffS = reader.varint()
    else if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === PRUNE.topic) read.topic = reader.text()
    else if (field === PRUNE.peers) read.peers.push(readPeer(reader.message()))
    else reader.skip()
  }
  return read
}

function readPeer(reader: ProtobufReader): PeerInfo {
  const read: { id?: Uint8Array; record?: Uint8Array } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (reader.wireType !== WIRE.bytes) reader.skip()
    else if (field === PEER_INFO.id) read.id = reader.bytes()
    else if (field === PEER_INFO.record) read.record = reader.bytes()
    else reader.skip()
  }
  return read
}
