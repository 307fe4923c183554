import type { Rpc } from '../../dissemination/pubsub/messages.ts'
import { WireError } from '../wire-error.ts'
import { varintLength } from './protobuf-writer.ts'
import { decodeRpc, RPC_LIMITS, type RpcLimits } from './rpc-reader.ts'
import { encodeRpc } from './rpc-writer.ts'

/** A message as it goes over a stream of the protocols /meshsub/…: its length as a varint, then itself. */
export function frameRpc(rpc: Rpc): Uint8Array {
  const body = encodeRpc(rpc)
  const prefix = varintLength(body.length)
  const frame = new Uint8Array(prefix + body.length)
  let rest = body.length
  for (let i = 0; i < prefix; i++) {
    frame[i] = (rest & 0x7f) | (i < prefix - 1 ? 0x80 : 0)
    rest >>>= 7
  }
  frame.set(body, prefix)
  return frame
}

/** Reads the messages of one stream. What has come of an unfinished one is kept, never more than it may have. */
export class RpcFrameReader {
  readonly #limits: RpcLimits
  #pending = new Uint8Array(0)
  #length = 0

  constructor(limits: RpcLimits = RPC_LIMITS) {
    this.#limits = limits
  }

  /** Bytes that wait for the rest of their message. */
  get pending(): number {
    return this.#length
  }

  /**
   * @returns the messages that the chunk completes
   * @throws WireError; the stream cannot be read on then
   */
  push(chunk: Uint8Array): Rpc[] {
    this.#append(chunk)
    const rpcs: Rpc[] = []
    let at = 0
    for (;;) {
      const head = frameHead(this.#pending, at, this.#length, this.#limits.mostBytes)
      if (head === undefined || this.#length - head.start < head.length) break
      at = head.start + head.length
      rpcs.push(decodeRpc(this.#pending.subarray(head.start, at), this.#limits))
    }
    this.#pending.copyWithin(0, at, this.#length)
    this.#length -= at
    return rpcs
  }

  /** The stream is over. @throws WireError if a message was cut short */
  end(): void {
    if (this.#length > 0) throw new WireError('ERR_TRUNCATED', 'a stream that ends within a message')
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length
    if (needed > this.#pending.length) {
      const wider = new Uint8Array(Math.max(needed, 2 * this.#length))
      wider.set(this.#pending.subarray(0, this.#length))
      this.#pending = wider
    }
    this.#pending.set(chunk, this.#length)
    this.#length = needed
  }
}

/** Where a frame's body begins and how long it is; undefined if that has not come yet. */
function frameHead(
  bytes: Uint8Array,
  at: number,
  end: number,
  mostBytes: number,
): { readonly start: number; readonly length: number } | undefined {
  let length = 0
  let scale = 1
  for (let i = at; i < Math.min(end, at + MOST_PREFIX); i++) {
    const byte = bytes[i] as number
    length += (byte & 0x7f) * scale
    if (length > mostBytes)
      throw new WireError('ERR_TOO_LARGE', `a message of ${length} bytes or more: mostBytes is ${mostBytes}`)
    if (byte < 0x80) return { start: i + 1, length }
    scale *= 128
  }
  if (end - at >= MOST_PREFIX) throw new WireError('ERR_BAD_STREAM', 'a length of more than 5 bytes')
  return undefined
}

/** Bytes of a length. */
const MOST_PREFIX = 5
