import type { Control, IdList, Prune, Rpc, TopicMessage } from '../../dissemination/pubsub/messages.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { CONTROL, ID_LIST, IHAVE, MESSAGE, PEER_INFO, PRUNE, RPC, SUBSCRIPTION } from './rpc-fields.ts'

/** Writes one message of GossipSub v1.2. What libp2p has no field for (hops, chokes) is left out. */
export function encodeRpc(rpc: Rpc): Uint8Array {
  const writer = new ProtobufWriter()
  for (const { isOn, topic } of rpc.subscriptions ?? []) {
    writer.messageField(RPC.subscriptions, () => {
      writer.varintField(SUBSCRIPTION.subscribe, isOn === undefined ? undefined : Number(isOn))
      writer.textField(SUBSCRIPTION.topic, topic)
    })
  }
  for (const message of rpc.publish ?? []) writer.messageField(RPC.messages, () => writeMessage(writer, message))
  const { control } = rpc
  if (control !== undefined) writer.messageField(RPC.control, () => writeControl(writer, control))
  return writer.finish()
}

/** A message alone, as signatures cover it: without signature and key if those are left out. */
export function encodeMessage(message: TopicMessage): Uint8Array {
  const writer = new ProtobufWriter()
  writeMessage(writer, message)
  return writer.finish()
}

function writeMessage(writer: ProtobufWriter, message: TopicMessage): void {
  writer.bytesField(MESSAGE.from, message.from)
  writer.bytesField(MESSAGE.data, message.data)
  writer.bytesField(MESSAGE.seqno, message.seqno)
  writer.textField(MESSAGE.topic, message.topic)
  writer.bytesField(MESSAGE.signature, message.signature)
  writer.bytesField(MESSAGE.key, message.key)
}

function writeControl(writer: ProtobufWriter, control: Control): void {
  for (const { topic, ids } of control.ihave ?? []) {
    writer.messageField(CONTROL.ihave, () => {
      writer.textField(IHAVE.topic, topic)
      for (const id of ids) writer.binaryField(IHAVE.ids, id)
    })
  }
  for (const list of control.iwant ?? []) writeIds(writer, CONTROL.iwant, list)
  for (const { topic } of control.graft ?? []) {
    writer.messageField(CONTROL.graft, () => writer.textField(PRUNE.topic, topic))
  }
  for (const prune of control.prune ?? []) writer.messageField(CONTROL.prune, () => writePrune(writer, prune))
  for (const list of control.dontWant ?? []) writeIds(writer, CONTROL.dontWant, list)
}

function writeIds(writer: ProtobufWriter, field: number, { ids }: IdList): void {
  writer.messageField(field, () => {
    for (const id of ids) writer.binaryField(ID_LIST.ids, id)
  })
}

function writePrune(writer: ProtobufWriter, { topic, peers, backoffS }: Prune): void {
  writer.textField(PRUNE.topic, topic)
  for (const { id, record } of peers) {
    writer.messageField(PRUNE.peers, () => {
      writer.bytesField(PEER_INFO.id, id)
      writer.bytesField(PEER_INFO.record, record)
    })
  }
  writer.varintField(PRUNE.backoff, backoffS)
}
