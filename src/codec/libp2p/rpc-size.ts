import { utf8Length } from '../../base/utf8.ts'
import type { Control, Rpc, TopicMessage } from '../../dissemination/pubsub/messages.ts'
import { varintLength } from './protobuf-writer.ts'

/** How many bytes `encodeRpc` makes of a message, without making them. */
export function sizeOfRpc({ subscriptions = [], publish = [], control }: Rpc): number {
  let size = 0
  for (const { isOn, topic } of subscriptions) size += field((isOn === undefined ? 0 : 2) + text(topic))
  for (const message of publish) size += field(sizeOfMessage(message))
  return control === undefined ? size : size + field(sizeOfControl(control))
}

function sizeOfMessage({ from, data, seqno, topic, signature, key }: TopicMessage): number {
  return bytes(from) + bytes(data) + bytes(seqno) + text(topic) + bytes(signature) + bytes(key)
}

function sizeOfControl({ ihave = [], iwant = [], graft = [], prune = [], dontWant = [] }: Control): number {
  let size = 0
  for (const { topic, ids } of ihave) size += field(text(topic) + sizeOfIds(ids))
  for (const { ids } of iwant) size += field(sizeOfIds(ids))
  for (const { topic } of graft) size += field(text(topic))
  for (const { topic, peers, backoffS } of prune) {
    const named = peers.reduce((sum, { id, record }) => sum + field(bytes(id) + bytes(record)), 0)
    size += field(text(topic) + named + (backoffS === undefined ? 0 : 1 + varintLength(backoffS)))
  }
  for (const { ids } of dontWant) size += field(sizeOfIds(ids))
  return size
}

function sizeOfIds(ids: readonly string[]): number {
  let size = 0
  for (const id of ids) size += field(id.length)
  return size
}

/** Every field number is below 16, so that its key is one byte. */
function field(length: number): number {
  return 1 + varintLength(length) + length
}

function bytes(value: Uint8Array | undefined): number {
  return value === undefined ? 0 : field(value.length)
}

function text(value: string | undefined): number {
  return value === undefined ? 0 : field(utf8Length(value))
}
