import { AddressBook, type Message, PACKET, packet, type Packet } from '../../src/core/index.ts'
import { PacketCodec, StreamCodec, type StreamRole, WireError, type WireOptions } from '../../src/codec/index.ts'
import * as swim from '../../src/codec/memberlist/bodies.ts'
import type { Kind } from '../../src/codec/msgpack/kinds.ts'
import { PUSH_PULL_NODE } from '../../src/codec/memberlist/bodies.ts'
import { SERF_KINDS, SWIM_KINDS } from './check-structs.ts'
import type { StructCheck } from './check-structs.ts'
import { count } from './count.ts'
import { fromHex, toHex, type Tree, type Vector } from './vector-files.ts'
import { vectorSealer } from './vector-sealer.ts'

/** Recorded bytes that no node sends, and that ours refuses. */
const REFUSED: Readonly<Record<string, string>> = {
  err: 'an error does not travel in datagrams',
  'indirect-nil-target': 'an indirect ping without a target is refused',
}

/** Checks vectors as a node sees them: bytes to messages and back, through every layer at once. */
export class MessageCheck {
  decoded = 0
  reencoded = 0
  readonly failures: string[] = []
  /** Why something was decoded and not encoded to the same bytes, and how often. */
  readonly skipped: Map<string, number> = new Map()
  /** Why something was refused, as it must be, and how often. */
  readonly refused: Map<string, number> = new Map()

  check(vector: Vector): void {
    try {
      if (vector.channel === 'udp') this.#packet(vector)
      else if (vector.channel === 'tcp') this.#stream(vector)
    } catch (error) {
      this.failures.push(`${vector.file} ${vector.name}: ${String(error)}`)
    }
  }

  #packet(vector: Vector): void {
    const layers = layersOf(vector.decoded)
    const reason = REFUSED[vector.name]
    if (reason !== undefined) return this.#refuse(vector, reason)
    const box = layers.find(({ kind }) => kind === 'encrypted') as Tree | undefined
    const options = optionsOf(vector, {
      compress: layers.some(({ kind }) => kind === 'compress'),
      ...(box === undefined ? {} : { sealer: vectorSealer(vector.keyring ?? [], box['nonce'] as string, box['version'] as number) }),
    })
    const codec = new PacketCodec(options)
    const bytes = fromHex(vector.hex)
    const message = codec.decode(bytes)
    this.decoded++
    if (codec.truncatedParts + codec.rejectedParts > 0) throw new Error('parts were lost')
    this.#countParts(message, vector.decoded)
    const isChecked = layers.some(({ kind }) => kind === 'crc')
    const again = codec.encode(message.tag === PACKET || !isChecked ? message : packet([message], true))
    if (toHex(again) === vector.hex) this.reencoded++
    else this.#explain(vector, layers)
  }

  #stream(vector: Vector): void {
    const tree = vector.decoded
    const box = tree['encrypted'] as Tree | undefined
    const version = (box?.['version'] as number | undefined) ?? 1
    const keys = vector.keyring ?? (vector.key === undefined ? [] : [vector.key])
    const plainLength = (box?.['lengthField'] as number | undefined ?? 0) - 29
    const options = optionsOf(vector, {
      compress: tree['firstByte'] === 9,
      ...(box === undefined ? {} : { sealer: vectorSealer(keys, box['nonce'] as string, version) }),
    })
    const side: StreamRole = ANSWERS.has(tree['id']) ? 'dialler' : 'acceptor'
    const reader = new StreamCodec(options).reader(side)
    let message: Message | undefined
    for (const byte of fromHex(vector.hex)) message = reader.push(Uint8Array.of(byte)) ?? message
    reader.end()
    if (message === undefined) throw new Error('no message')
    this.decoded++
    for (const compress of [options.compress === true, true]) {
      for (const seals of version === 0 ? Array.from({ length: 16 }, (_, i) => plainLength - 1 - i) : [0]) {
        const sealer = box && vectorSealer(keys, box['nonce'] as string, version, seals)
        const again = tryEncode({ ...options, compress, sealer }, message)
        if (again === vector.hex) {
          this.reencoded++
          return
        }
      }
    }
    if (vector.file.includes('v2codec')) this.#skip('integers of go-msgpack v2 are wider than need be')
    else throw new Error('other bytes when encoded again')
  }

  #refuse(vector: Vector, reason: string): void {
    try {
      new PacketCodec(optionsOf(vector, {})).decode(fromHex(vector.hex))
    } catch (error) {
      if (error instanceof WireError) return count(this.refused, reason)
    }
    throw new Error('was not refused')
  }

  #countParts(message: Message, tree: Tree): void {
    const expected = leavesOf(tree)
    const got = message.tag === PACKET ? (message as Packet).parts.length : 1
    if (expected !== got) throw new Error(`${got} messages instead of ${expected}`)
  }

  #explain(vector: Vector, layers: readonly Tree[]): void {
    const compounds = layers.filter(({ kind }) => kind === 'compound')
    if (compounds.length > 1) this.#skip('a compound inside a compound comes out flat')
    else if (compounds.some(({ parts }) => (parts as unknown[]).length === 1)) this.#skip('a compound of one is sent without compound')
    else if (compounds.some(({ parts }) => (parts as unknown[]).length > 127)) this.#skip('more than 127 parts are not sent')
    else if (/mapped/.test(vector.name)) this.#skip('a mapped IPv4 address is sent as 4 bytes')
    else throw new Error('other bytes when encoded again')
  }

  #skip(reason: string): void {
    count(this.skipped, reason)
  }
}

/** The messages that only who has dialled reads: ack and err. */
const ANSWERS: ReadonlySet<unknown> = new Set([2, 13])

/** Checks the structs of a stream vector, which lie in the bytes one after another. */
export function checkStreamStructs(vector: Vector, check: StructCheck): void {
  const tree = vector.decoded
  if (tree['firstByte'] !== tree['id']) return // encrypted, compressed or labelled: the whole is checked elsewhere
  const bytes = fromHex(vector.hex)
  const body = bytes.subarray(1)
  const at = (kind: unknown, from: number, expected: unknown, what: string): number =>
    from + check.struct(kind as Kind<unknown>, body.subarray(from), expected, what)
  if (tree['id'] === 6) {
    let end = at(swim.PUSH_PULL_HEADER, 0, tree['header'], 'header')
    for (const node of tree['nodes'] as Tree[]) end = at(PUSH_PULL_NODE, end, node, 'node')
    if (tree['serf'] !== undefined) at(SERF_KINDS[2], end + 1, (tree['serf'] as Tree)['body'], 'state')
  } else if (tree['id'] === 8) at(swim.USER_HEADER, 0, tree['header'], 'header')
  else at(SWIM_KINDS[tree['id'] as number], 0, tree['body'], tree['type'] as string)
}

function tryEncode(options: WireOptions, message: Message): string | undefined {
  try {
    return toHex(new StreamCodec(options).encode(message, 'dialler'))
  } catch {
    return undefined // a box of another length than was announced
  }
}

function optionsOf(vector: Vector, more: Partial<WireOptions>): WireOptions {
  const dialect = vector.file.includes('alertmanager') ? 'memberlist' : 'serf'
  return { book: new AddressBook(), bindPort: () => 7946, label: vector.label, dialect, ...more }
}

function layersOf(tree: Tree): Tree[] {
  const below = [...((tree['parts'] as Tree[] | undefined) ?? []), ...(tree['inner'] === undefined ? [] : [tree['inner'] as Tree])]
  return [tree, ...below.flatMap(layersOf)]
}

function leavesOf(tree: Tree): number {
  return layersOf(tree).filter(({ kind }) => kind === 'message').length
}
