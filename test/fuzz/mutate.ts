import { crc32 } from '../../src/codec/frame/crc32.ts'
import { below, type Rng } from '../../src/base/rng.ts'

/** Lead bytes and lengths at which decoders tend to go wrong. */
const SPITEFUL: readonly number[] = [
  0x00, 0x01, 0x07, 0x08, 0x09, 0x0c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc4, 0xc6, 0xc7, 0xc9,
  0xca, 0xcb, 0xcc, 0xcf, 0xd0, 0xd3, 0xd4, 0xd8, 0xd9, 0xda, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xf4, 0xfe, 0xff,
]

type Mutation = (bytes: Uint8Array, other: Uint8Array, rng: Rng) => Uint8Array

const MUTATIONS: readonly Mutation[] = [flipBit, setByte, setByte, editLength, truncate, splice, repeat, insert, drop]

/**
 * Bytes that are almost like those of a corpus: flipped bits, lying lengths, cuts, splices of two, repetitions; one in
 * fifty is altogether random.
 */
export function mutant(corpus: readonly Uint8Array[], rng: Rng): Uint8Array {
  const draw = (): number => rng.next()
  if (below(draw, 50) === 0) return randomBytes(below(draw, 200), rng)
  let bytes: Uint8Array = pick(corpus, rng).slice()
  for (let left = 1 + below(draw, 4); left > 0; left--) bytes = pick(MUTATIONS, rng)(bytes, pick(corpus, rng), rng)
  return bytes
}

/** A uniformly random element. */
export function pick<T>(items: readonly T[], rng: Rng): T {
  return items[below(() => rng.next(), items.length)] as T
}

/** Half of the broken checksums are mended: behind them is most of what can go wrong. */
export function mended(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 12 && bytes.length > 5 && ((bytes[bytes.length - 1] as number) & 1) === 0) {
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(1, crc32(bytes, 5))
  }
  return bytes
}

function randomBytes(length: number, rng: Rng): Uint8Array {
  return Uint8Array.from({ length }, () => rng.next() & 255)
}

function place(bytes: Uint8Array, rng: Rng): number {
  return below(() => rng.next(), bytes.length)
}

function flipBit(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  if (bytes.length === 0) return bytes
  const at = place(bytes, rng)
  bytes[at] = (bytes[at] as number) ^ (1 << (rng.next() & 7))
  return bytes
}

function setByte(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  if (bytes.length > 0) bytes[place(bytes, rng)] = pick(SPITEFUL, rng)
  return bytes
}

/** Writes a wide length header over what is there. */
function editLength(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  if (bytes.length < 6) return bytes
  const at = below(() => rng.next(), bytes.length - 5)
  bytes[at] = pick([0xc6, 0xc9, 0xce, 0xd2, 0xdb, 0xdd, 0xdf, 0x0a], rng)
  bytes[at + 1] = pick([0x00, 0x00, 0x7f, 0xff, 0x80], rng)
  for (let i = 2; i < 5; i++) bytes[at + i] = rng.next() & 255
  return bytes
}

function truncate(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  return bytes.slice(0, place(bytes, rng))
}

function splice(bytes: Uint8Array, other: Uint8Array, rng: Rng): Uint8Array {
  return join(bytes.subarray(0, place(bytes, rng)), other.subarray(place(other, rng)))
}

function repeat(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  const [a, b] = [place(bytes, rng), place(bytes, rng)]
  const end = Math.max(a, b)
  return join(bytes.subarray(0, end), bytes.subarray(Math.min(a, b)))
}

function insert(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  return join(bytes.subarray(0, at), randomBytes(1 + (rng.next() & 7), rng), bytes.subarray(at))
}

function drop(bytes: Uint8Array, _other: Uint8Array, rng: Rng): Uint8Array {
  const at = place(bytes, rng)
  return join(bytes.subarray(0, at), bytes.subarray(at + 1 + (rng.next() & 7)))
}

/** Cuts at 64 KiB, the most that a datagram has. */
function join(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole.length > 65535 ? whole.slice(0, 65535) : whole
}
