import { CHECKSUM_SIZE, skipChecksum } from '../../src/codec/frame/checksum.ts'
import { readCompound } from '../../src/codec/frame/compound.ts'
import { COMPRESS_BODY } from '../../src/codec/frame/compression.ts'
import { LzwDecoder } from '../../src/codec/frame/lzw-decoder.ts'
import { LzwEncoder } from '../../src/codec/frame/lzw-encoder.ts'
import { decodeTags, encodeTags } from '../../src/codec/index.ts'
import * as swim from '../../src/codec/memberlist/bodies.ts'
import type { Kind } from '../../src/codec/msgpack/kinds.ts'
import { Reader } from '../../src/codec/msgpack/reader.ts'
import { encodeValue } from '../../src/codec/msgpack/struct.ts'
import * as serf from '../../src/codec/serf/bodies.ts'
import { count } from './count.ts'
import { bytesOf, difference, fromHex, toHex, type Tree, type Vector } from './vector-files.ts'
import { vectorSealer } from './vector-sealer.ts'

/** The struct behind each message number of memberlist. */
export const SWIM_KINDS: Readonly<Record<number, Kind<unknown>>> = asKinds({
  0: swim.PING,
  1: swim.INDIRECT_PING,
  2: swim.ACK,
  3: swim.ACCUSATION, // our own field, left out where false, is judged with whole messages
  4: swim.ALIVE,
  5: swim.ACCUSATION,
  11: swim.NACK,
  13: swim.ERR,
})

/** The struct behind each type byte of Serf. */
export const SERF_KINDS: Readonly<Record<number, Kind<unknown>>> = asKinds({
  0: serf.LEAVE,
  1: serf.JOIN,
  2: serf.STATE,
  3: serf.USER_EVENT,
  4: serf.QUERY,
  5: serf.QUERY_RESPONSE,
  6: serf.CONFLICT_RESPONSE,
  7: serf.KEY_REQUEST,
  8: serf.KEY_RESPONSE,
  9: serf.RELAY_HEADER,
})

/** Checks every layer and struct of vectors by itself: what it decodes to, and that encoding it gives the same bytes. */
export class StructCheck {
  decoded = 0
  reencoded = 0
  readonly failures: string[] = []
  /** Why something was not encoded again, and how often. */
  readonly skipped: Map<string, number> = new Map()
  readonly #encoder = new LzwEncoder()
  readonly #decoder = new LzwDecoder()
  #vector!: Vector

  check(vector: Vector): void {
    this.#vector = vector
    const bytes = fromHex(vector.hex)
    if (vector.channel === 'udp') this.#layer(bytes, vector.decoded)
    else if (vector.channel === 'user-message-payload') this.#serf(bytes, vector.decoded)
    else if (vector.channel === 'node-meta') this.#meta(bytes, vector.decoded)
    else if (vector.channel === 'lzw') this.#lzw(bytes, bytesOf(vector.decoded['raw']))
  }

  /** Checks a struct that is the whole of `bytes` (or their beginning; @returns where it ends). */
  struct(kind: Kind<unknown>, bytes: Uint8Array, expected: unknown, what: string): number {
    const reader = new Reader().reset(bytes)
    const value = kind.read(reader)
    this.#expect(difference(value, expected), what)
    this.decoded++
    const again = encodeValue(kind, value)
    const own = bytes.subarray(0, reader.at)
    if (toHex(again) === toHex(own)) this.reencoded++
    else if (this.#vector.name.includes('v2codec')) this.#skip('integers of go-msgpack v2 are wider than need be')
    else this.#fail(`${what}: ${toHex(again)} is not ${toHex(own)}`)
    return reader.at
  }

  #layer(bytes: Uint8Array, tree: Tree): void {
    const inner = tree['inner'] as Tree
    switch (tree['kind']) {
      case 'label':
        return this.#layer(bytes.subarray(2 + (bytes[1] as number)), inner)
      case 'encrypted':
        return this.#box(bytes, tree)
      case 'crc': {
        const reader = new Reader().reset(bytes)
        skipChecksum(reader)
        this.#expect(reader.at === CHECKSUM_SIZE ? undefined : 'no checksum', 'crc')
        return this.#layer(bytes.subarray(CHECKSUM_SIZE), inner)
      }
      case 'compress': {
        const { Buf } = COMPRESS_BODY.read(new Reader().reset(bytes, 1))
        const plain = this.#decoder.decode(Buf, 1 << 20)
        this.#expect(difference(plain.length, tree['rawLength']), 'compress')
        this.#lzw(Buf, plain)
        return this.#layer(plain, inner)
      }
      case 'compound': {
        const { starts, ends, truncated } = readCompound(new Reader().reset(bytes, 1))
        this.#expect(difference(truncated, tree['truncated']), 'compound')
        for (const [i, part] of (tree['parts'] as Tree[]).entries()) this.#layer(bytes.subarray(starts[i], ends[i]), part)
        return
      }
      default:
        this.#message(bytes, tree)
    }
  }

  #box(bytes: Uint8Array, tree: Tree): void {
    const nonce = tree['nonce'] as string
    const sealer = vectorSealer(this.#vector.keyring ?? [], nonce, tree['version'] as number)
    const aad = fromHex(tree['aad'] as string)
    const plain = sealer.open(bytes, aad)
    if (plain === undefined) return this.#fail('the box does not open')
    this.#expect(difference(toHex(plain), tree['plaintextHex']), 'plain text')
    this.decoded++
    const again = sealer.seal(plain, aad)
    if (toHex(again) === toHex(bytes)) this.reencoded++
    else this.#fail('the box is another one when sealed again')
    this.#layer(plain, tree['inner'] as Tree)
  }

  #message(bytes: Uint8Array, tree: Tree): void {
    const id = tree['id'] as number
    this.#expect(difference(bytes[0], id), 'message number')
    const body = bytes.subarray(1)
    const application = tree['serf'] as Tree | undefined
    if (id === 8) this.#expect(difference(body, tree['payload']), 'payload')
    else this.struct(SWIM_KINDS[id] as Kind<unknown>, body, tree['body'], tree['type'] as string)
    if (application !== undefined) this.#serf(body, application)
    if (tree['serfMeta'] !== undefined) this.#meta(bytesOf((tree['body'] as Tree)['Meta']), tree['serfMeta'] as Tree)
    if (tree['serfCoordinate'] !== undefined) {
      const payload = bytesOf((tree['body'] as Tree)['Payload'])
      this.struct(serf.COORDINATE as Kind<unknown>, payload.subarray(1), tree['serfCoordinate'], 'coordinate')
    }
  }

  /** @param tree the decoded Serf message; a nil conflict response stands there as a zero struct */
  #serf(bytes: Uint8Array, tree: Tree): void {
    const id = tree['id'] as number
    this.#expect(difference(bytes[0], id), 'Serf type')
    const isNil = id === serf.SERF_IDS.conflictResponse && bytes[1] === 0xc0
    const end = 1 + this.struct(SERF_KINDS[id] as Kind<unknown>, bytes.subarray(1), isNil ? null : tree['body'], tree['type'] as string)
    if (tree['relayed'] !== undefined) this.#serf(bytes.subarray(end), tree['relayed'] as Tree)
    else this.#expect(difference(end, bytes.length), 'length')
  }

  #meta(meta: Uint8Array, tree: Tree): void {
    const tags = decodeTags(meta)
    this.#expect(difference(tags, tree['tags']), 'tags')
    this.decoded++
    if (meta[0] !== 0xff) this.#skip('an old role is not written any more')
    else if (toHex(encodeTags(tags)) === toHex(meta)) this.reencoded++
    else if (Object.keys(tags).length > 1) this.#skip('tags in the random order of a Go map')
    else this.#fail('tags are other bytes when encoded again')
  }

  #lzw(packed: Uint8Array, plain: Uint8Array): void {
    this.#expect(difference(toHex(this.#decoder.decode(packed, 1 << 20)), toHex(plain)), 'decompressed')
    this.decoded++
    if (toHex(this.#encoder.encode(plain)) === toHex(packed)) this.reencoded++
    else this.#fail('other bytes when compressed again')
  }

  #expect(wrong: string | undefined, what: string): void {
    if (wrong !== undefined) this.#fail(`${what}${wrong}`)
  }

  #skip(reason: string): void {
    count(this.skipped, reason)
  }

  #fail(text: string): void {
    this.failures.push(`${this.#vector.file} ${this.#vector.name}: ${text}`)
  }
}

function asKinds(kinds: Readonly<Record<number, unknown>>): Readonly<Record<number, Kind<unknown>>> {
  return kinds as Readonly<Record<number, Kind<unknown>>>
}
