import { sha256 } from '../../base/sha256.ts'
import { WireError } from '../wire-error.ts'
import { ProtobufReader, WIRE } from './protobuf-reader.ts'

/** libp2p's sorts of keys (libp2p/specs, peer-ids). */
export const KEY_TYPE = { rsa: 0, ed25519: 1, secp256k1: 2 } as const

/** A public key: its sort, and its bytes as that sort has them. */
export interface PublicKey {
  readonly type: number
  readonly raw: Uint8Array
}

/** Reads a public key's protobuf. @throws WireError */
export function decodePublicKey(bytes: Uint8Array): PublicKey {
  const reader = new ProtobufReader(bytes, { items: 0 })
  const key: { type?: number; raw?: Uint8Array } = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1 && reader.wireType === WIRE.varint) key.type = reader.varint()
    else if (field === 2 && reader.wireType === WIRE.bytes) key.raw = reader.bytes()
    else reader.skip()
  }
  const { type, raw } = key
  if (type === undefined || raw === undefined || type > KEY_TYPE.secp256k1) {
    throw new WireError('ERR_BAD_VALUE', 'this is no public key')
  }
  return { type, raw }
}

/** The public key's protobuf that a peer id holds; undefined if it holds only its hash. @throws WireError if it is no peer id */
export function keyInPeerId(id: Uint8Array): Uint8Array | undefined {
  const isIdentity = id[0] === 0x00 && id.length === 2 + (id[1] as number)
  const isHash = id[0] === 0x12 && id[1] === 32 && id.length === 34
  if (!isIdentity && !isHash) throw new WireError('ERR_BAD_VALUE', 'this is no peer id')
  return isIdentity ? id.subarray(2) : undefined
}

/** The peer id of a public key's protobuf: itself if it is short, else its SHA-256. */
export function peerIdOf(key: Uint8Array): Uint8Array {
  const [code, digest] = key.length <= 42 ? [0x00, key] : [0x12, sha256(key)]
  return Uint8Array.of(code, digest.length, ...digest)
}
