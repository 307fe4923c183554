import { createHash } from 'node:crypto'

/** SHA-256 by Node. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}

/**
 * SHA-256 that is worked out once for each array: in a simulation all nodes hash the same ones, and none is changed.
 */
export function rememberingSha256(): (bytes: Uint8Array) => Uint8Array {
  const known = new WeakMap<Uint8Array, Uint8Array>()
  return (bytes) => {
    let hash = known.get(bytes)
    if (hash === undefined) known.set(bytes, (hash = sha256(bytes)))
    return hash
  }
}
