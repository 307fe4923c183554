import { createCipheriv, createDecipheriv } from 'node:crypto'
import { padPkcs7, type Sealer, unpadPkcs7 } from '../../src/codec/index.ts'
import { fromHex } from './vector-files.ts'

const NONCE = 12
const TAG = 16

/**
 * A sealer for tests: it repeats a given nonce, which no real one may do, and seals with the key that last opened.
 * @param keys hexadecimal, the primary first
 * @param plainLength of what is going to be sealed: in version 0 the overhead depends on it
 */
export function vectorSealer(keys: readonly string[], nonce: string = '00'.repeat(NONCE), version = 1, plainLength = 0): Sealer {
  const ring = keys.map(fromHex)
  let used = ring[0] as Uint8Array
  return {
    overhead: 1 + NONCE + TAG + (version === 0 ? 16 - (plainLength % 16) : 0),
    seal: (plain, aad) => seal(used, fromHex(nonce), version, plain, aad),
    open: (box, aad) => {
      for (const key of ring) {
        const plain = open(key, box, aad)
        if (plain === undefined) continue
        used = key
        return plain
      }
      return undefined
    },
  }
}

function seal(key: Uint8Array, nonce: Uint8Array, version: number, plain: Uint8Array, aad: Uint8Array): Uint8Array {
  const cipher = createCipheriv(algorithm(key), key, nonce)
  cipher.setAAD(aad)
  const text = cipher.update(version === 0 ? padPkcs7(plain) : plain)
  cipher.final()
  return Uint8Array.from(Buffer.concat([Uint8Array.of(version), nonce, text, cipher.getAuthTag()]))
}

function open(key: Uint8Array, box: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
  const version = box[0]
  if (version === undefined || version > 1 || box.length < 1 + NONCE + TAG) return undefined
  const decipher = createDecipheriv(algorithm(key), key, box.subarray(1, 1 + NONCE))
  decipher.setAAD(aad)
  decipher.setAuthTag(box.subarray(box.length - TAG))
  try {
    const plain = Buffer.concat([decipher.update(box.subarray(1 + NONCE, box.length - TAG)), decipher.final()])
    return version === 0 ? unpadPkcs7(plain) : plain
  } catch {
    return undefined
  }
}

function algorithm(key: Uint8Array): 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm' {
  return `aes-${(key.length * 8) as 128 | 192 | 256}-gcm`
}
