const BLOCK = 16

/**
 * Takes PKCS#7 padding off the plain text of a version 0 box (wire facts, section 4.5). Only the last byte counts, as
 * in memberlist, which does not look at the rest of the padding; unlike there, a padding of no bytes, of more than a
 * block, or of more than there is, is refused (section 18: it may crash a real peer).
 * @returns a view without the padding, or undefined if the padding is broken
 */
export function unpadPkcs7(padded: Uint8Array): Uint8Array | undefined {
  const padding = padded[padded.length - 1]
  if (padding === undefined || padded.length % BLOCK !== 0) return undefined
  if (padding === 0 || padding > BLOCK || padding > padded.length) return undefined
  return padded.subarray(0, padded.length - padding)
}

/** Pads to whole blocks of 16; what is already whole gets a block more. Only a node that speaks protocol 1 sends this. */
export function padPkcs7(plain: Uint8Array): Uint8Array {
  const padding = BLOCK - (plain.length % BLOCK)
  const padded = new Uint8Array(plain.length + padding).fill(padding, plain.length)
  padded.set(plain)
  return padded
}
