/**
 * Which pending wheel entries belong to which node, as doubly linked lists over the wheel's entries. With them a crash
 * or a pause costs what the node has pending, not what the whole simulation has.
 */
export class TimerLists {
  /** Of each entry the next one and the previous one of the same node. */
  readonly #links = new Pairs()
  /** Of each node its first entry and its last. */
  readonly #ends = new Pairs()

  /** Puts an entry at the end of a node's list. */
  add(node: number, entry: number): void {
    const tail = this.#ends.second(node)
    this.#links.set(entry, NONE, tail)
    if (tail === NONE) this.#ends.set(node, entry, entry)
    else {
      this.#links.setFirst(tail, entry)
      this.#ends.setSecond(node, entry)
    }
  }

  /** Takes an entry out of the list it is in. */
  remove(node: number, entry: number): void {
    const next = this.#links.first(entry)
    const previous = this.#links.second(entry)
    if (previous === NONE) this.#ends.setFirst(node, next)
    else this.#links.setFirst(previous, next)
    if (next === NONE) this.#ends.setSecond(node, previous)
    else this.#links.setSecond(next, previous)
  }

  /** A node's entries, in the order in which they were added. */
  entriesOf(node: number): number[] {
    const entries: number[] = []
    for (let entry = this.#ends.first(node); entry !== NONE; entry = this.#links.first(entry)) entries.push(entry)
    return entries
  }

  /** Reads what taking the entry out needs. */
  touch(node: number, entry: number): number {
    return this.#ends.first(node) + this.#links.first(entry)
  }

  /** Forgets a node's entries. */
  clear(node: number): void {
    this.#ends.set(node, NONE, NONE)
  }
}

const NONE = -1

/** A growing list of two numbers each, {@link NONE} until they are set, which lie side by side in memory. */
class Pairs {
  #cells: Int32Array = new Int32Array(128).fill(NONE)

  first(index: number): number {
    return this.#cells[index * 2] ?? NONE
  }

  second(index: number): number {
    return this.#cells[index * 2 + 1] ?? NONE
  }

  setFirst(index: number, value: number): void {
    this.#cells[index * 2] = value
  }

  setSecond(index: number, value: number): void {
    this.#cells[index * 2 + 1] = value
  }

  /** Only this makes room. */
  set(index: number, first: number, second: number): void {
    if (index * 2 >= this.#cells.length) this.#grow(index)
    this.#cells[index * 2] = first
    this.#cells[index * 2 + 1] = second
  }

  #grow(index: number): void {
    const wider = new Int32Array(Math.max(index + 1, this.#cells.length) * 2).fill(NONE)
    wider.set(this.#cells)
    this.#cells = wider
  }
}
