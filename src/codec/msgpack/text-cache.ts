import { decodeUtf8 } from '../../base/utf8.ts'

const SLOTS = 1024
const LONGEST = 48

/**
 * Remembers short ASCII strings by their bytes. The same node names come with every message, so most lookups save the
 * making of a string, and equal names become the same object, which maps find faster. It holds at most 1024 strings of
 * 48 characters; a name that shares the slot of another one is merely slower.
 */
export class TextCache {
  readonly #slots: string[] = new Array<string>(SLOTS).fill('')

  /** The text of `length` bytes at `start`. */
  get(bytes: Uint8Array, start: number, length: number): string {
    if (length === 0) return ''
    if (length > LONGEST) return decodeUtf8(bytes, start, start + length)
    const slot = hashAscii(bytes, start, length)
    if (slot < 0) return decodeUtf8(bytes, start, start + length)
    const held = this.#slots[slot] as string
    if (isSame(held, bytes, start, length)) return held
    const text = String.fromCharCode(...bytes.subarray(start, start + length))
    this.#slots[slot] = text
    return text
  }
}

/** A slot number, or −1 if a byte is not ASCII. */
function hashAscii(bytes: Uint8Array, start: number, length: number): number {
  let hash = length
  let all = 0
  for (let i = start; i < start + length; i++) {
    const byte = bytes[i] as number
    all |= byte
    hash = Math.imul(hash ^ byte, 0x01000193)
  }
  return all >= 0x80 ? -1 : ((hash ^ (hash >>> 15)) >>> 0) % SLOTS
}

function isSame(text: string, bytes: Uint8Array, start: number, length: number): boolean {
  if (text.length !== length) return false
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false
  return true
}
