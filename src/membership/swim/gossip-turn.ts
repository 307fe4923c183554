import { shuffle } from '../../base/rng.ts'
import type { SwimContext } from './context.ts'
import type { Row } from './members.ts'

/** Above, a random draw rarely hits the same member twice among a message's few transmissions. */
const FEW = 32

/**
 * Whom the next gossip round goes to: in a small cluster those who were told longest ago, so that the few transmissions
 * of a message go to different members; in a large one random members.
 */
export class GossipTurn {
  readonly #context: SwimContext
  readonly #isTold: (row: Row) => boolean
  /** The round in which a row had its turn last. */
  readonly #lastTurn = new Map<Row, number>()
  #round = 0

  /** @param isTold whether a member is to be told at all */
  constructor(context: SwimContext, isTold: (row: Row) => boolean) {
    this.#context = context
    this.#isTold = isTold
  }

  /** Up to `count` distinct members. */
  next(count: number): Row[] {
    const { table, random } = this.#context
    if (table.size > FEW) return table.sample(count, random, this.#isTold)
    const rows = [...table.rows()].filter(this.#isTold)
    shuffle(rows, random)
    const chosen = rows.sort((a, b) => this.#turnOf(a) - this.#turnOf(b)).slice(0, count)
    this.#round++
    for (const row of chosen) this.#lastTurn.set(row, this.#round)
    return chosen
  }

  #turnOf(row: Row): number {
    return this.#lastTurn.get(row) ?? 0
  }
}
