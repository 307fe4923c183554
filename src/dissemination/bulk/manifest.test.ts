import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CHUNK_BYTES,
  chunksOf,
  decodeManifest,
  encodeManifest,
  HASH_BYTES,
  type Manifest,
  MOST_PAGES,
  PAGE_CHUNKS,
  pagePart,
  partSize,
  partsOf,
} from './manifest.ts'

function manifestOf(size: number): Manifest {
  const pages = Math.ceil(Math.ceil(size / CHUNK_BYTES) / PAGE_CHUNKS)
  return { size, pages: new Uint8Array(pages * HASH_BYTES).fill(7) }
}

const MOST = MOST_PAGES * PAGE_CHUNKS * CHUNK_BYTES

describe('a manifest', () => {
  it('is the same after it has been bytes, and its parts make up the payload', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 * 1024 * 1024 }), (size) => {
        const manifest = manifestOf(size)
        expect(decodeManifest(encodeManifest(manifest))).toEqual(manifest)
        const chunks = chunksOf(manifest)
        const sizes = Array.from({ length: partsOf(manifest) }, (_, part) => partSize(manifest, part))
        const sum = (parts: number[]): number => parts.reduce((total, bytes) => total + bytes, 0)
        expect(sum(sizes.slice(0, chunks))).toBe(size)
        expect(sum(sizes.slice(chunks))).toBe(chunks * HASH_BYTES)
        expect([pagePart(manifest, 0), pagePart(manifest, chunks - 1)]).toEqual([chunks, partsOf(manifest) - 1])
      }),
    )
  })

  it('has a page for each 64 MiB, up to as many as fit into a message', () => {
    expect(encodeManifest(manifestOf(MOST)).length).toBeLessThan(60_000)
    expect(decodeManifest(encodeManifest(manifestOf(MOST)))?.size).toBe(MOST)
    expect(decodeManifest(encodeManifest(manifestOf(MOST + 1)))).toBeUndefined()
    expect(decodeManifest(encodeManifest({ ...manifestOf(1), size: PAGE_CHUNKS * CHUNK_BYTES + 1 }))).toBeUndefined()
    expect(decodeManifest(encodeManifest({ ...manifestOf(1), size: 0 }))).toBeUndefined()
  })

  it('is none of other bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const manifest = decodeManifest(bytes)
        if (manifest !== undefined) expect(encodeManifest(manifest).length).toBeLessThanOrEqual(bytes.length)
      }),
    )
    const bytes = encodeManifest(manifestOf(100))
    for (let cut = 0; cut < bytes.length; cut++) expect(decodeManifest(bytes.subarray(0, cut))).toBeUndefined()
  })
})
