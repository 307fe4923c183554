import type { Json } from '../json.ts'
import { RpcError } from '../rpc-error.ts'

/** Values that a node takes at most. Our choice: Maelstrom's longest tests have some thousand. */
const MOST_VALUES = 1_000_000

/** A set that only grows: joined with another it is their union, so it may be told in parts, in any order, and again. */
export class ValueSet {
  /** By JSON text. */
  readonly #values = new Map<string, Json>()

  has(value: Json): boolean {
    return this.#values.has(JSON.stringify(value))
  }

  add(value: Json): void {
    this.#values.set(JSON.stringify(value), value)
  }

  /** @throws RpcError 11 if clients have put in as much as may be */
  checkRoom(): void {
    if (this.#values.size >= MOST_VALUES)
      throw new RpcError('temporarily-unavailable', `${MOST_VALUES} values are the most`)
  }

  list(): Json[] {
    return [...this.#values.values()]
  }
}
