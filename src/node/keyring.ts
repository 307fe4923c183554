import { createCipheriv, createDecipheriv, createHash, randomFillSync } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import { type Sealer, unpadPkcs7 } from '../codec/index.ts'
import { HearsayError } from './errors.ts'

const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Version 1 has no padding; it is what every memberlist sends today. */
const VERSION = 1
const OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES

const ALGORITHMS: Readonly<Record<number, CipherGCMTypes>> = { 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' }

/** What a key may be given as. */
export type KeyInput = string | Uint8Array

/**
 * The cluster's secret keys: the first encrypts, every one decrypts, which is what lets keys be changed while the
 * cluster runs. AES-GCM with a random nonce, as memberlist has it.
 */
export class Keyring implements Sealer {
  readonly overhead: number = OVERHEAD
  readonly #keys: Uint8Array[]
  readonly #nonces = new NoncePool()

  /** @throws HearsayError ERR_BAD_KEY unless every key has 16, 24 or 32 bytes */
  constructor(keys: readonly KeyInput[]) {
    this.#keys = keys.map(parseKey)
  }

  /** Short names of the keys, primary first: safe to show. */
  get fingerprints(): readonly string[] {
    return this.#keys.map(fingerprint)
  }

  seal(plain: Uint8Array, aad: Uint8Array): Uint8Array {
    const key = this.#keys[0] as Uint8Array
    const nonce = this.#nonces.next()
    const cipher = createCipheriv(algorithmOf(key), key, nonce)
    cipher.setAAD(aad)
    const box = Buffer.allocUnsafe(OVERHEAD + plain.length)
    box[0] = VERSION
    box.set(nonce, 1)
    box.set(cipher.update(plain), 1 + NONCE_BYTES)
    cipher.final()
    box.set(cipher.getAuthTag(), box.length - TAG_BYTES)
    return box
  }

  open(box: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
    const version = box[0] as number
    if (version > VERSION || box.length < OVERHEAD) return undefined
    for (const key of this.#keys) {
      const plain = openWith(key, box, aad)
      if (plain !== undefined) return version === 0 ? unpadPkcs7(plain) : plain
    }
    return undefined
  }
}

/** A key's short name: enough to tell keys apart, useless to whoever reads it. */
export function fingerprint(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function openWith(key: Uint8Array, box: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv(algorithmOf(key), key, box.subarray(1, 1 + NONCE_BYTES))
  decipher.setAAD(aad)
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES))
  const plain = decipher.update(box.subarray(1 + NONCE_BYTES, box.length - TAG_BYTES))
  try {
    decipher.final()
  } catch {
    return undefined // another key, or not ours at all
  }
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length) // no Buffer: its slice shares
}

function algorithmOf(key: Uint8Array): CipherGCMTypes {
  return ALGORITHMS[key.length] as CipherGCMTypes
}

function parseKey(input: KeyInput): Uint8Array {
  const key = typeof input === 'string' ? parseBase64(input) : Uint8Array.from(input)
  if (ALGORITHMS[key.length] === undefined) {
    throw new HearsayError('ERR_BAD_KEY', `a key has ${key.length} bytes, but must have 16, 24 or 32 (before base64)`)
  }
  return key
}

function parseBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text.trim())) {
    throw new HearsayError('ERR_BAD_KEY', 'a key is not base64; make one with: openssl rand -base64 32')
  }
  return Buffer.from(text.trim(), 'base64')
}

/** Random nonces, drawn many at a time: a system call per packet would cost more than the encryption. */
class NoncePool {
  readonly #pool = Buffer.alloc(NONCE_BYTES * 256)
  #at: number = this.#pool.length

  next(): Uint8Array {
    if (this.#at === this.#pool.length) {
      randomFillSync(this.#pool)
      this.#at = 0
    }
    this.#at += NONCE_BYTES
    return Uint8Array.prototype.slice.call(this.#pool, this.#at - NONCE_BYTES, this.#at)
  }
}
