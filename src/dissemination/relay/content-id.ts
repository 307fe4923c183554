/** A cryptographic hash of at least 32 bytes: SHA-256, which the runtime has (the pure core brings none of its own). */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** Bytes of a hash that are used. */
export const HASH_BYTES = 32

/** Bytes before a payload that make the same payload, sent again, another message. */
export const SALT_BYTES = 8

/**
 * The number of some content: the first 53 bits of its hash. So a number says which content belongs to it, and nobody
 * can send another content under it. (Two contents of one number can be found with 2^26 hashes, but then both are the
 * finder's.)
 */
export function contentId(hash: Hash, content: Uint8Array): number {
  return numberOf(hash(content))
}

/** The first 53 bits of a hash. */
export function numberOf(digest: Uint8Array): number {
  let id = 0
  for (let i = 0; i < 6; i++) id = id * 256 + (digest[i] as number)
  return id * 32 + ((digest[6] as number) >>> 3)
}

/** A payload with a random salt before it. */
export function salted(payload: Uint8Array, random: () => number): Uint8Array {
  const body = new Uint8Array(SALT_BYTES + payload.length)
  const words = new DataView(body.buffer)
  words.setUint32(0, random())
  words.setUint32(4, random())
  body.set(payload, SALT_BYTES)
  return body
}

/** The payload of a {@link salted} body. */
export function payloadOf(body: Uint8Array): Uint8Array {
  return body.subarray(SALT_BYTES)
}
