/**
 * A rolling 64-bit hash of a run in two 32-bit words, each word mixed in by the round of MurmurHash3 and xxHash32. Two
 * runs with equal hashes went the same way; it is no cryptographic hash.
 */
export class TraceHash {
  #high = 0x811c9dc5 | 0
  #low = 0x2545f491

  /** Takes in one word; only its lower 32 bits count. */
  add(word: number): void {
    const high = Math.imul(this.#high ^ word, 0x9e3779b1)
    const low = Math.imul(this.#low + word, 0x85ebca77)
    this.#high = ((high ^ (high >>> 15)) + (low >>> 16)) | 0
    this.#low = (low << 13) | (low >>> 19)
  }

  /** Takes in a text, by its UTF-16 units. */
  addText(text: string): void {
    this.add(text.length)
    for (let i = 0; i < text.length; i++) this.add(text.charCodeAt(i))
  }

  /** 16 hexadecimal digits. */
  get digits(): string {
    return hex(finish(this.#high ^ this.#low)) + hex(finish(this.#low + Math.imul(this.#high, 0x2c1b3c6d)))
  }
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
