import { below } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { chunksOf, HASH_BYTES, type Manifest, PAGE_CHUNKS, pagePart, partSize, partsOf } from './manifest.ts'
import { PartSet } from './part-set.ts'

/** Where the parts of a payload are kept. Calls are synchronous; what they throw ends the transfer. */
export interface PartStore {
  /** A part that was written, or was there from the beginning. */
  read(part: number): Uint8Array
  /** Keeps a part that was checked. The bytes are only valid during the call. */
  write(part: number, bytes: Uint8Array): void
}

/** SHA-256, given by the runtime. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** A peer that takes part in a transfer. */
export interface Partner {
  readonly has: PartSet
  /** Parts that it was asked for, and when. */
  readonly asked: Map<number, number>
  /** Parts that it sent and that were not what they should be. */
  bad: number
  /** How often in a row it let us wait in vain. */
  stalls: number
}

/** One large payload at one node: what it has of it, what others have, and what was asked for. */
export class Transfer {
  readonly key: string
  readonly id: Uint8Array
  readonly manifest: Manifest
  readonly have: PartSet
  readonly partners: Map<PeerId, Partner> = new Map()
  /** Parts that came since others were told. */
  news: number[] = []
  readonly #store: PartStore
  readonly #sha256: Sha256
  readonly #wanted = new Set<number>()
  /** Hashes of the chunks, as far as their pages are here. */
  readonly #pages = new Map<number, Uint8Array>()

  constructor(key: string, id: Uint8Array, manifest: Manifest, store: PartStore, sha256: Sha256) {
    this.key = key
    this.id = id
    this.manifest = manifest
    this.have = new PartSet(partsOf(manifest))
    this.#store = store
    this.#sha256 = sha256
  }

  /** Parts that were asked for and have not come. */
  get wanted(): number {
    return this.#wanted.size
  }

  partner(peer: PeerId): Partner {
    const known = this.partners.get(peer)
    if (known !== undefined) return known
    const partner: Partner = { has: new PartSet(partsOf(this.manifest)), asked: new Map(), bad: 0, stalls: 0 }
    this.partners.set(peer, partner)
    return partner
  }

  /** A part that is here. */
  read(part: number): Uint8Array {
    return this.#store.read(part)
  }

  /** A part is here already, from an earlier life. @returns whether it is what it should be */
  resume(part: number): boolean {
    const bytes = this.#store.read(part)
    if (!this.#isSound(part, bytes)) return false
    this.#keep(part, bytes)
    return this.have.add(part)
  }

  /** A part has come. @returns whether it was asked for and is what it should be */
  take(partner: Partner, part: number, bytes: Uint8Array): boolean {
    if (!partner.asked.delete(part)) return false
    this.#wanted.delete(part)
    if (!this.#isSound(part, bytes)) {
      partner.bad++
      return false
    }
    partner.stalls = 0
    this.#store.write(part, bytes)
    this.#keep(part, bytes)
    this.news.push(part)
    return this.have.add(part)
  }

  /**
   * What to ask a partner for: pages first, then chunks whose page is here, from a random place on, so that each node
   * gets other parts from who has all, and they get them from each other.
   */
  choose(partner: Partner, most: number, now: number, random: () => number): number[] {
    const chosen: number[] = []
    while (chosen.length < most) {
      const part = this.#nextFor(partner, random)
      if (part === undefined) break
      this.#wanted.add(part)
      partner.asked.set(part, now)
      chosen.push(part)
    }
    return chosen
  }

  /** A partner is gone, or does not answer: what it was asked for since before `before` may be asked for elsewhere. */
  release(partner: Partner, before: number = Number.POSITIVE_INFINITY): number {
    let released = 0
    for (const [part, at] of partner.asked) {
      if (at >= before) continue
      partner.asked.delete(part)
      this.#wanted.delete(part)
      released++
    }
    if (released > 0) partner.stalls++
    return released
  }

  /** Its partners, those that have let us wait last. */
  byPatience(): PeerId[] {
    return [...this.partners].sort(([, a], [, b]) => a.stalls - b.stalls).map(([peer]) => peer)
  }

  #nextFor({ has }: Partner, random: () => number): number | undefined {
    const chunks = chunksOf(this.manifest)
    const isOpen = (part: number): boolean => has.has(part) && !this.#wanted.has(part)
    const page =
      this.#pages.size * PAGE_CHUNKS < chunks
        ? this.have.nextMissing(chunks, (part) => part >= chunks && isOpen(part))
        : undefined
    if (page !== undefined) return page
    return this.have.nextMissing(
      below(random, chunks),
      (part) => part < chunks && this.#pages.has(pagePart(this.manifest, part)) && isOpen(part),
    )
  }

  #isSound(part: number, bytes: Uint8Array): boolean {
    if (bytes.length !== partSize(this.manifest, part)) return false
    const expected = this.#hashOf(part)
    if (expected === undefined) return false
    const actual = this.#sha256(bytes)
    return actual.every((byte, i) => byte === expected[i])
  }

  #hashOf(part: number): Uint8Array | undefined {
    const chunks = chunksOf(this.manifest)
    if (part >= chunks) return hashAt(this.manifest.pages, part - chunks)
    const page = this.#pages.get(pagePart(this.manifest, part))
    return page && hashAt(page, part % PAGE_CHUNKS)
  }

  #keep(part: number, bytes: Uint8Array): void {
    if (part >= chunksOf(this.manifest)) this.#pages.set(part, bytes.slice())
  }
}

function hashAt(hashes: Uint8Array, index: number): Uint8Array {
  return hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES)
}
