/**
 * Which pending wheel entries belong to which node, as doubly linked lists in columns over the wheel's entries. With
 * them a crash or a pause costs what the node has pending, not what the whole simulation has.
 */
export class TimerLists {
  #next: Int32Array = new Int32Array(64)
  #previous: Int32Array = new Int32Array(64)
  readonly #heads: number[] = []
  readonly #tails: number[] = []

  /** Puts an entry at the end of a node's list. */
  add(node: number, entry: number): void {
    if (entry >= this.#next.length) this.#grow(entry)
    const tail = this.#tails[node] ?? NONE
    this.#next[entry] = NONE
    this.#previous[entry] = tail
    this.#tails[node] = entry
    if (tail === NONE) this.#heads[node] = entry
    else this.#next[tail] = entry
  }

  /** Takes an entry out of the list it is in. */
  remove(node: number, entry: number): void {
    const next = this.#next[entry] as number
    const previous = this.#previous[entry] as number
    if (previous === NONE) this.#heads[node] = next
    else this.#next[previous] = next
    if (next === NONE) this.#tails[node] = previous
    else this.#previous[next] = previous
  }

  /** A node's entries, in the order in which they were added. */
  entriesOf(node: number): number[] {
    const entries: number[] = []
    for (let entry = this.#heads[node] ?? NONE; entry !== NONE; entry = this.#next[entry] as number) entries.push(entry)
    return entries
  }

  /** Forgets a node's entries. */
  clear(node: number): void {
    this.#heads[node] = NONE
    this.#tails[node] = NONE
  }

  #grow(entry: number): void {
    const capacity = Math.max(entry + 1, this.#next.length * 2)
    this.#next = widen(this.#next, capacity)
    this.#previous = widen(this.#previous, capacity)
  }
}

const NONE = -1

function widen(column: Int32Array, capacity: number): Int32Array {
  const wider = new Int32Array(capacity)
  wider.set(column)
  return wider
}
