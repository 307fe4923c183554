import { varintLength, VarintReader, writeVarint } from '../../base/varint.ts'

/** Bytes of a chunk, but for the last one: with what is added it fits into one packet of a link. Our choice. */
export const CHUNK_BYTES = 65_536
/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32
/** Chunks whose hashes stand on one page: 32 KiB. */
export const PAGE_CHUNKS = 1024
/** Pages that a manifest may have: 110 GiB of payload, and a manifest that fits into one message. */
export const MOST_PAGES = 1760
const VERSION = 1

/** What a large payload is: enough to know each of its parts when one sees it. */
export interface Manifest {
  /** Bytes of the payload. */
  readonly size: number
  /** The hashes of the pages, one after the other; a page holds the hashes of its chunks. */
  readonly pages: Uint8Array
}

/** How many chunks a payload has. */
export function chunksOf({ size }: Manifest): number {
  return Math.ceil(size / CHUNK_BYTES)
}

/** How many pages of hashes it has. */
export function pagesOf({ pages }: Manifest): number {
  return pages.length / HASH_BYTES
}

/** How many parts there are to fetch: chunks, then pages. */
export function partsOf(manifest: Manifest): number {
  return chunksOf(manifest) + pagesOf(manifest)
}

/** Bytes of a part. */
export function partSize(manifest: Manifest, part: number): number {
  const chunks = chunksOf(manifest)
  if (part < chunks) return Math.min(CHUNK_BYTES, manifest.size - part * CHUNK_BYTES)
  return HASH_BYTES * Math.min(PAGE_CHUNKS, chunks - (part - chunks) * PAGE_CHUNKS)
}

/** The part that holds the hash of a chunk. */
export function pagePart(manifest: Manifest, chunk: number): number {
  return chunksOf(manifest) + Math.floor(chunk / PAGE_CHUNKS)
}

/** The manifest in bytes: version 1, the size, the hashes of the pages. Its own hash is what the payload is called by. */
export function encodeManifest({ size, pages }: Manifest): Uint8Array {
  const bytes = new Uint8Array(1 + varintLength(size) + pages.length)
  bytes.set(pages, writeVarint(size, bytes, writeVarint(VERSION, bytes, 0)))
  return bytes
}

/** The manifest of bytes, or undefined if they are none: there is a page for each 64 MiB, no more and no less. */
export function decodeManifest(bytes: Uint8Array): Manifest | undefined {
  const reader = new VarintReader(bytes)
  if (reader.next() !== VERSION) return undefined
  const size = reader.next()
  if (!(size >= 1)) return undefined
  const manifest = { size, pages: reader.rest().slice() }
  const pages = Math.ceil(chunksOf(manifest) / PAGE_CHUNKS)
  return pages <= MOST_PAGES && manifest.pages.length === pages * HASH_BYTES ? manifest : undefined
}
