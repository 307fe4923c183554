import { RecentMap } from '../../../base/recent-map.ts'

/** What a node remembers of one neighbour. */
export class BatchLink {
  /** Whether it wants compact batches unasked. */
  wantsHigh = false
  readonly #known = new RecentMap<number, true>(MOST_REMEMBERED)
  readonly #served = new RecentMap<number, number>(MOST_REMEMBERED)

  /** Whether the neighbour has a batch, by its own word. */
  has(id: number): boolean {
    return this.#known.has(id)
  }

  know(id: number): void {
    this.#known.set(id, true)
  }

  /** @returns whether the neighbour has not asked for the same batch too often */
  serve(id: number): boolean {
    const served = this.#served.get(id) ?? 0
    if (served >= MOST_SERVED) return false
    this.#served.set(id, served + 1)
    return true
  }
}

/** Batches of which something is remembered. */
const MOST_REMEMBERED = 1024
/** Answers on one batch: its short ids, its items, all of it, each twice. */
const MOST_SERVED = 6
