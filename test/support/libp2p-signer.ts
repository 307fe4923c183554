import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { KEY_TYPE, type PublicKey } from '../../src/codec/libp2p/peer-identity.ts'
import type { Signer } from '../../src/codec/libp2p/signed-messages.ts'

/** What stands before a raw key in its DER form. */
const DER = {
  ed25519Public: '302a300506032b6570032100',
  ed25519Private: '302e020100300506032b657004220420',
  secp256k1Public: '3036301006072a8648ce3d020106052b8104000a032200',
} as const

/** Whether a signature is right, by Node's own cryptography. */
export function verifySignature({ type, raw }: PublicKey, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (type === KEY_TYPE.ed25519) return verify(null, bytes, publicKey(DER.ed25519Public, raw), signature)
  if (type === KEY_TYPE.secp256k1) return verify('sha256', bytes, publicKey(DER.secp256k1Public, raw), signature)
  return verify('sha256', bytes, createPublicKey({ key: Buffer.from(raw), format: 'der', type: 'spki' }), signature)
}

/** Signs with an Ed25519 key: 32 bytes of seed. */
export function ed25519Signer(seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: der(DER.ed25519Private, seed), format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(12)
  return {
    publicKey: Uint8Array.of(0x08, KEY_TYPE.ed25519, 0x12, raw.length, ...raw),
    sign: (bytes) => sign(null, bytes, key),
    verify: verifySignature,
  }
}

function publicKey(prefix: string, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: der(prefix, raw), format: 'der', type: 'spki' })
}

function der(prefix: string, raw: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(prefix, 'hex'), raw])
}
