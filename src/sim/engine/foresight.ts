import type { Places } from './places.ts'
import type { SimNode } from './sim-node.ts'
import type { World } from './world.ts'

/**
 * Reads what the next few events are going to need, and does nothing with it. In a large simulation hardly anything of
 * a node is in the processor's cache when its turn comes, and one reference leads to the next, so each event would wait
 * for memory a dozen times in a row. Read for several events side by side, one reference deeper at each step, these
 * waits overlap ("group prefetching": Chen, Ailamaki, Gibbons and Mowry, "Improving Hash Join Performance through
 * Prefetching", ICDE 2004). What happens does not depend on it.
 */
export class Foresight {
  readonly #world: World
  readonly #nodes: readonly SimNode[]
  readonly #places: Places
  readonly #entries = new Int32Array(AHEAD)
  /** Events until it looks again. */
  #left = 0
  /** What was read goes somewhere, or compilers would see that it need not be read. */
  #sink = 0

  constructor(world: World, nodes: readonly SimNode[], places: Places) {
    this.#world = world
    this.#nodes = nodes
    this.#places = places
  }

  /** An event was taken. */
  advance(): void {
    if (--this.#left < 0 && this.#nodes.length >= LARGE) this.#look()
  }

  #look(): void {
    const found = this.#world.wheel.upcoming(this.#entries)
    let read = 0
    for (let i = 0; i < found; i++) read += this.#touchBooks(this.#entries[i] as number)
    for (let step = 0; step < STEPS; step++) {
      for (let i = 0; i < found; i++) read += this.#touchNode(this.#entries[i] as number, step)
    }
    this.#sink = (this.#sink + read) | 0
    this.#left = found
  }

  #touchBooks(entry: number): number {
    const { wheel, timers } = this.#world
    const owner = wheel.ownerOf(entry)
    return owner < 0 ? 0 : timers.touch(owner, entry) + this.#places.touch(owner)
  }

  #touchNode(entry: number, step: number): number {
    return this.#nodes[this.#world.wheel.ownerOf(entry)]?.touch(step) ?? 0
  }
}

/** Events that are looked at together; about as many misses as a processor has under way at once. */
const AHEAD = 16
/** From the node down to what its layer's parts refer to. */
const STEPS = 5
/** With fewer nodes than this what they need stays in the cache (measured: docs/reference/performance.md). */
const LARGE = 5000
