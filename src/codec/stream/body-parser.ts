import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { MemberRecord, PushPull, PushPullReply } from '../../membership/swim/messages.ts'
import {
  PUSH_PULL_HEADER,
  PUSH_PULL_NODE,
  type PushPullHeader,
  type PushPullNode,
  USER_HEADER,
} from '../memberlist/bodies.ts'
import type { MessageReader } from '../memberlist/message-reader.ts'
import { MAX_ITEMS } from '../msgpack/containers.ts'
import type { Reader } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import { NextObject } from './next-object.ts'
import type { StreamBuffer } from './stream-buffer.ts'

/** The most that user state, a user message or a compressed message may have (wire facts, section 5). */
export const MAX_USER_BYTES = 20_971_520

/** A message whose bytes are arriving. */
export interface BodyParser {
  /** The message once its last byte has arrived. @throws WireError */
  advance(): Message | undefined
}

/** A message that is one struct. */
export class StructParser implements BodyParser {
  readonly #next: NextObject
  readonly #read: (reader: Reader) => Message
  readonly #limit: number | undefined

  constructor(source: StreamBuffer, read: (reader: Reader) => Message, limit?: number) {
    this.#next = new NextObject(source)
    this.#read = read
    this.#limit = limit
  }

  advance(): Message | undefined {
    return this.#next.readWith(this.#read, this.#limit)
  }
}

/** A user message: a header that says how many bytes follow (wire facts, section 5.4). */
export class UserParser implements BodyParser {
  readonly #source: StreamBuffer
  readonly #messages: MessageReader
  readonly #next: NextObject
  #length: number | undefined

  constructor(source: StreamBuffer, messages: MessageReader) {
    this.#source = source
    this.#messages = messages
    this.#next = new NextObject(source)
  }

  advance(): Message | undefined {
    this.#length ??= this.#readLength()
    if (this.#length === undefined || this.#source.available < this.#length) return undefined
    return this.#messages.readUser(this.#source.take(this.#length))
  }

  #readLength(): number | undefined {
    const header = this.#next.read(USER_HEADER)
    return header === undefined ? undefined : checkCount(header.UserMsgLen, MAX_USER_BYTES, 'bytes of a user message')
  }
}

/** A push/pull: a header, rows, and the application's bytes (wire facts, section 5.3). */
export class PushPullParser implements BodyParser {
  readonly #source: StreamBuffer
  readonly #messages: MessageReader
  readonly #tag: PushPull['tag'] | PushPullReply['tag']
  readonly #next: NextObject
  readonly #nodes: PushPullNode[] = []
  #header: PushPullHeader | undefined
  #nodesLeft = 0

  /** @param isReply whether it answers a push/pull of ours */
  constructor(source: StreamBuffer, messages: MessageReader, isReply: boolean) {
    this.#source = source
    this.#messages = messages
    this.#tag = isReply ? SWIM_TAGS.pushPullReply : SWIM_TAGS.pushPull
    this.#next = new NextObject(source)
  }

  advance(): Message | undefined {
    this.#header ??= this.#readHeader()
    const header = this.#header
    if (header === undefined || !this.#readNodes()) return undefined
    if (this.#source.available < header.UserStateLen) return undefined
    const state = this.#messages.readState(this.#source.take(header.UserStateLen))
    return { tag: this.#tag, join: header.Join, members: this.#members(), state } as PushPull | PushPullReply
  }

  #readHeader(): PushPullHeader | undefined {
    const header = this.#next.read(PUSH_PULL_HEADER)
    if (header === undefined) return undefined
    this.#nodesLeft = checkCount(header.Nodes, MAX_ITEMS, 'members')
    checkCount(header.UserStateLen, MAX_USER_BYTES, 'bytes of user state')
    return header
  }

  /** @returns whether all rows have been read */
  #readNodes(): boolean {
    while (this.#nodesLeft > 0) {
      const node = this.#next.read(PUSH_PULL_NODE)
      if (node === undefined) return false
      this.#nodesLeft--
      if (this.#messages.isUsable(node)) this.#nodes.push(node)
    }
    return true
  }

  #members(): readonly MemberRecord[] {
    return this.#messages.addresses.translateAll(this.#nodes, (node) => this.#messages.toRecord(node))
  }
}

function checkCount(count: number, limit: number, what: string): number {
  if (count < 0) throw new WireError('ERR_BAD_VALUE', `${count} ${what}`)
  if (count > limit) throw new WireError('ERR_TOO_LARGE', `${count} ${what}`)
  return count
}
