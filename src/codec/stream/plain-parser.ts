import type { Message } from '../../core/message.ts'
import { COMPRESS, type Compressor, STREAM_INFLATED_LIMIT } from '../frame/compression.ts'
import { type MessageReader, readRefusal, readStreamAck } from '../memberlist/message-reader.ts'
import { WIRE_IDS } from '../memberlist/message-ids.ts'
import { type Reader, truncated } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import { type BodyParser, MAX_USER_BYTES, PushPullParser, StructParser, UserParser } from './body-parser.ts'
import { StreamBuffer } from './stream-buffer.ts'

/** Which end of a connection: who dialled asks, who accepted answers. */
export type StreamRole = 'dialler' | 'acceptor'

/** What parsers of one stream share. */
export interface StreamContext {
  /** Whose side reads. */
  readonly role: StreamRole
  readonly messages: MessageReader
  readonly compressor: Compressor
}

/**
 * The parser for what follows the message number `id` of a stream (wire facts, section 5.1). Only who
 * accepted is asked, and only who dialled is answered: an ack from anybody else could pass for that of a suspect.
 * @param mayCompress whether the message may be a compressed one: not inside of another
 * @throws WireError `ERR_UNKNOWN_MESSAGE` for a number that does not belong here
 */
export function parserFor(id: number, source: StreamBuffer, context: StreamContext, mayCompress: boolean): BodyParser {
  const { messages, role } = context
  if (role === 'acceptor' && id === WIRE_IDS.ping)
    return new StructParser(source, (reader) => messages.readStreamPing(reader))
  if (role === 'acceptor' && id === WIRE_IDS.user) return new UserParser(source, messages)
  if (id === WIRE_IDS.pushPull) return new PushPullParser(source, messages, role === 'dialler')
  if (role === 'dialler' && id === WIRE_IDS.ack) return new StructParser(source, readStreamAck)
  if (role === 'dialler' && id === WIRE_IDS.err) return new StructParser(source, readRefusal)
  if (id === COMPRESS && mayCompress) return compressed(source, context)
  throw new WireError('ERR_UNKNOWN_MESSAGE', `the message ${id} does not belong on a stream, or not in this direction`)
}

/**
 * The message of bytes that are all there.
 * @throws WireError
 */
export function parseWhole(bytes: Uint8Array, context: StreamContext, mayCompress: boolean): Message {
  const source = new StreamBuffer(bytes)
  if (source.available === 0) throw truncated()
  const id = source.take(1)[0] as number
  const message = parserFor(id, source, context, mayCompress).advance()
  if (message === undefined) throw truncated()
  return message
}

function compressed(source: StreamBuffer, context: StreamContext): BodyParser {
  const inflate = (reader: Reader): Uint8Array => context.compressor.read(reader, STREAM_INFLATED_LIMIT)
  return new StructParser(source, (reader) => parseWhole(inflate(reader), context, false), MAX_USER_BYTES)
}
