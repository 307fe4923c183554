import { createCipheriv } from 'node:crypto'
import type { Sealer } from '../../src/codec/index.ts'

/** An input that crashes, or once crashed, a peer written in Go. */
export interface Killer {
  readonly what: string
  readonly channel: 'udp' | 'tcp'
  /** What is behind label and encryption. */
  readonly plain: Uint8Array
}

/** msgpack: the name in a fixstr. */
function key(name: string): number[] {
  return [0xa0 + name.length, ...Buffer.from(name)]
}

/** msgpack: old raw bytes. */
function raw(bytes: readonly number[]): number[] {
  return [0xa0 + bytes.length, ...bytes]
}

/** The fields of a member on 127.9.9.9 with so many version numbers. */
function member(nameField: string, versions: number): number[] {
  const vsn = [1, 5, 2, 2, 5].slice(0, versions)
  const address = [...key('Addr'), ...raw([127, 9, 9, 9]), ...key('Incarnation'), 1, ...key('Meta'), 0xc0]
  return [...address, ...key(nameField), ...key('short'), ...key('Port'), 0xcd, 0x1f, 0x0a, ...key('Vsn'), ...raw(vsn)]
}

/** A push/pull header; 0xff is -1. */
function header(nodes: number, stateLength: number): number[] {
  return [6, 0x83, ...key('Join'), 0xc2, ...key('Nodes'), nodes, ...key('UserStateLen'), stateLength]
}

function killer(what: string, channel: 'udp' | 'tcp', bytes: readonly number[]): Killer {
  return { what, channel, plain: Uint8Array.from(bytes) }
}

/** Compressed data of which nothing comes out: a clear code and an end code. */
const EMPTY_COMPRESSED = [9, 0x82, ...key('Algo'), 0, ...key('Buf'), ...raw([0x00, 0x03, 0x02])]
const SHORT = [1, 2, 3, 4, 5]

/** All of them; a node must get over each. */
export const KILLERS: readonly Killer[] = [
  killer('a checksum of nothing', 'udp', [12, 0, 0, 0, 0]),
  killer('compressed data of nothing', 'udp', EMPTY_COMPRESSED),
  killer('nothing at all', 'udp', []),
  killer('a compound with an empty part', 'udp', [7, 1, 0, 0]),
  killer('a compound with an empty part among others', 'udp', [7, 2, 0, 0, 0, 1, 2]),
  killer('a compound of compressed nothing', 'udp', [7, 1, 0, EMPTY_COMPRESSED.length, ...EMPTY_COMPRESSED]),
  ...SHORT.map((n) => killer(`an alive with ${n} version bytes`, 'udp', [4, 0x86, ...member('Node', n)])),
  ...SHORT.map((n) =>
    killer(`a table with ${n} version bytes`, 'tcp', [...header(1, 0), 0x87, ...member('Name', n), ...key('State'), 0]),
  ),
  killer('compressed data of nothing', 'tcp', EMPTY_COMPRESSED),
  killer('a negative count of members', 'tcp', header(0xff, 0)),
  killer('a negative length of state', 'tcp', header(0, 0xff)),
  killer('a negative length of a user message', 'tcp', [8, 0x81, ...key('UserMsgLen'), 0xff]),
]

/** Boxes that open and hold what they must not: nothing, or broken padding of version 0. */
export function killerBoxes(sealer: Sealer, secret: Uint8Array, aad: Uint8Array): Uint8Array[] {
  const block = (last: number): Uint8Array => Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? last : 1))
  const padded = [block(0), block(17), block(255), block(2), new Uint8Array(16).fill(16), new Uint8Array(0)]
  return [sealer.seal(new Uint8Array(0), aad), ...padded.map((plain) => sealOld(secret, plain, aad))]
}

/** Version 0 of memberlist's encryption, without adding the padding. */
function sealOld(secret: Uint8Array, plain: Uint8Array, aad: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(12).fill(7)
  const cipher = createCipheriv('aes-256-gcm', secret, nonce)
  cipher.setAAD(aad)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Uint8Array.from(Buffer.concat([Uint8Array.of(0), nonce, text, cipher.getAuthTag()]))
}
