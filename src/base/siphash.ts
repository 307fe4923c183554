/**
 * SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", INDOCRYPT 2012): a short keyed hash. Who does
 * not know the key cannot choose inputs whose hashes collide. 64-bit words are pairs of int32, low half first.
 */
export class SipHash {
  /** v0…v3. */
  readonly #v = new Int32Array(8)
  /** k0, k1. */
  readonly #key: Int32Array

  /** @param key 16 bytes. @throws RangeError */
  constructor(key: Uint8Array) {
    if (key.length !== KEY_BYTES) throw new RangeError(`a key of SipHash has ${KEY_BYTES} bytes, not ${key.length}`)
    this.#key = Int32Array.of(wordAt(key, 0), wordAt(key, 4), wordAt(key, 8), wordAt(key, 12))
  }

  /** The low 32 bits of the 64-bit hash, and the high ones; both unsigned. */
  hash64(input: Uint8Array): readonly [low: number, high: number] {
    this.#begin()
    this.#absorb(input)
    this.#finish(0xff)
    return [this.#low, this.#high]
  }

  /** The first 48 bits of the 64-bit hash in little-endian order, as a number: what BIP152 calls a short id. */
  hash48(input: Uint8Array): number {
    const [low, high] = this.hash64(input)
    return low + (high & 0xffff) * 0x100000000
  }

  /** The 128-bit variant: four words, the least significant first. */
  hash128(input: Uint8Array): readonly [number, number, number, number] {
    this.#begin()
    this.#mark(2, 0xee)
    this.#absorb(input)
    this.#finish(0xee)
    const [first, second] = [this.#low, this.#high]
    this.#mark(2, 0xdd)
    this.#rounds(4)
    return [first, second, this.#low, this.#high]
  }

  get #low(): number {
    const v = this.#v
    return ((v[0] as number) ^ (v[2] as number) ^ (v[4] as number) ^ (v[6] as number)) >>> 0
  }

  get #high(): number {
    const v = this.#v
    return ((v[1] as number) ^ (v[3] as number) ^ (v[5] as number) ^ (v[7] as number)) >>> 0
  }

  #begin(): void {
    for (let i = 0; i < 8; i++) this.#v[i] = (START[i] as number) ^ (this.#key[i & 3] as number)
  }

  #absorb(input: Uint8Array): void {
    const whole = input.length & ~7
    for (let at = 0; at < whole; at += 8) this.#compress(wordAt(input, at), wordAt(input, at + 4))
    let [low, high] = [0, input.length << 24] // the last word ends with the length
    for (let i = whole; i < input.length; i++) {
      const [byte, place] = [input[i] as number, i - whole]
      if (place < 4) low |= byte << (8 * place)
      else high |= byte << (8 * (place - 4))
    }
    this.#compress(low, high)
  }

  #compress(low: number, high: number): void {
    const v = this.#v
    v[6] = (v[6] as number) ^ low
    v[7] = (v[7] as number) ^ high
    this.#rounds(2)
    v[0] = (v[0] as number) ^ low
    v[1] = (v[1] as number) ^ high
  }

  #finish(mark: number): void {
    this.#mark(4, mark)
    this.#rounds(4)
  }

  #mark(word: number, mark: number): void {
    this.#v[word] = (this.#v[word] as number) ^ mark
  }

  #rounds(count: number): void {
    const v = this.#v
    for (let i = 0; i < count; i++) {
      addRotateMix(v, 0, 2, 13)
      swapHalves(v, 0)
      addRotateMix(v, 4, 6, 16)
      addRotateMix(v, 0, 6, 21)
      addRotateMix(v, 4, 2, 17)
      swapHalves(v, 4)
    }
  }
}

const KEY_BYTES = 16
/** "somepseudorandomlygeneratedbytes", as the paper has it. */
const START = Int32Array.of(
  0x70736575,
  0x736f6d65,
  0x6e646f6d,
  0x646f7261,
  0x6e657261,
  0x6c796765,
  0x79746573,
  0x74656462,
)

/** v[a] += v[b]; v[b] = v[b] rotated left by less than 32, xor v[a]. */
function addRotateMix(v: Int32Array, a: number, b: number, by: number): void {
  const [low, high] = [v[b] as number, v[b + 1] as number]
  const sum = ((v[a] as number) + low) | 0
  const carry = sum >>> 0 < low >>> 0 ? 1 : 0
  const sumHigh = ((v[a + 1] as number) + high + carry) | 0
  v[a] = sum
  v[a + 1] = sumHigh
  v[b] = ((low << by) | (high >>> (32 - by))) ^ sum
  v[b + 1] = ((high << by) | (low >>> (32 - by))) ^ sumHigh
}

/** A rotation by 32. */
function swapHalves(v: Int32Array, a: number): void {
  const low = v[a] as number
  v[a] = v[a + 1] as number
  v[a + 1] = low
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}
