import type { Hash } from '../content-id.ts'
import type { Batch, CompactForm } from './batch.ts'
import type { ItemPool } from './item-pool.ts'
import { ShortIds } from './short-ids.ts'

/** A batch that came by short ids, as far as its items are known. */
export class Reconstruction {
  readonly header: Uint8Array
  /** Places whose item is not known, rising. */
  readonly missing: readonly number[]
  /** Places of what was not in the pool, rising: what is missing, and what was sent whole for good reason. */
  readonly lacked: readonly number[]
  /** Places whose item has to be sent because two could be meant. */
  readonly collisions: number
  readonly #items: (Uint8Array | undefined)[]

  /** @param form whose bounds and places have been checked */
  constructor(form: CompactForm, pool: ItemPool, hash: Hash, shortIdBytes: number) {
    this.header = form.header
    const shortIds = new ShortIds(hash, form.header, form.nonce, shortIdBytes)
    const ids = shortIds.read(form.shortIds)
    this.#items = new Array<Uint8Array | undefined>(ids.length + form.prefilled.length).fill(undefined)
    for (const { index, item } of form.prefilled) this.#items[index] = item
    const places = new Places(ids, this.#items)
    for (const known of pool.items()) places.fill(shortIds.of(known.hash), known.item)
    this.collisions = places.collisions
    this.missing = this.#items.flatMap((item, i) => (item === undefined ? [i] : []))
    const news = form.prefilled.filter(({ item }) => !pool.has(item)).map(({ index }) => index)
    this.lacked = [...this.missing, ...news].sort((a, b) => a - b)
  }

  get size(): number {
    return this.#items.length
  }

  /**
   * The batch, once the missing items are there.
   * @param sent as many as are missing
   */
  batch(sent: readonly Uint8Array[]): Batch {
    const items = this.#items.slice()
    for (const [i, index] of this.missing.entries()) items[index] = sent[i]
    return { header: this.header, items: items as Uint8Array[] }
  }
}

/** Which place each short id names. */
class Places {
  collisions = 0
  readonly #items: (Uint8Array | undefined)[]
  readonly #byId = new Map<number, number>()

  constructor(ids: readonly number[], items: (Uint8Array | undefined)[]) {
    this.#items = items
    let place = 0
    for (const id of ids) {
      while (items[place] !== undefined) place++
      if (this.#byId.has(id)) {
        this.collisions++ // two places of one name: neither can be filled
        this.#byId.set(id, NEITHER)
      } else this.#byId.set(id, place)
      place++
    }
  }

  fill(id: number, item: Uint8Array): void {
    const place = this.#byId.get(id)
    if (place === undefined || place === NEITHER) return
    if (this.#items[place] === undefined) {
      this.#items[place] = item
      return
    }
    this.collisions++
    this.#items[place] = undefined
    this.#byId.set(id, NEITHER)
  }
}

const NEITHER = -1
