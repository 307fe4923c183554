import type { PeerId } from '../../core/env.ts'

/**
 * Which links of a topic's mesh are lazy, that is get announcements instead of messages, as Plumtree's do: one tree for
 * the authors that share a number, so that each one's messages take their shortest ways. A link is lazy on both sides.
 */
export class LazyLinks {
  /** By peer: the trees in which the link is lazy. */
  readonly #lazy = new Map<PeerId, Set<number>>()
  /** The same for what the peer has been told since the last heartbeat. */
  readonly #told = new Map<PeerId, Set<number>>()
  readonly #trees: number

  constructor(trees: number) {
    this.#trees = trees
  }

  /** The tree of an author. */
  treeOf(author: Uint8Array | undefined): number {
    let hash = 0x811c9dc5 // FNV-1a
    for (const byte of author ?? []) hash = Math.imul(hash ^ byte, 0x01000193)
    hash ^= hash >>> 15 // its low bits alone are poor
    return (hash >>> 0) % this.#trees
  }

  isLazy(peer: PeerId, tree: number): boolean {
    return this.#lazy.get(peer)?.has(tree) === true
  }

  /** A message came over the link a second time. @returns whether the peer must be told */
  choke(peer: PeerId, tree: number): boolean {
    this.choked(peer, [tree])
    if (this.#told.get(peer)?.has(tree) === true) return false
    setOf(this.#told, peer).add(tree)
    return true
  }

  /** The other side of these trees' links has asked for announcements. */
  choked(peer: PeerId, trees: readonly number[]): void {
    const lazy = setOf(this.#lazy, peer)
    for (const tree of trees.slice(0, this.#trees)) {
      if (Number.isInteger(tree) && tree >= 0 && tree < this.#trees) lazy.add(tree)
    }
  }

  makeEager(peer: PeerId, tree: number): void {
    this.#lazy.get(peer)?.delete(tree)
    this.#told.get(peer)?.delete(tree)
  }

  /** A heartbeat is over: who sends messages all the same is told once more. */
  forgetTold(): void {
    this.#told.clear()
  }

  /** A peer has left the mesh. */
  remove(peer: PeerId): void {
    this.#lazy.delete(peer)
    this.#told.delete(peer)
  }
}

function setOf(sets: Map<PeerId, Set<number>>, peer: PeerId): Set<number> {
  const known = sets.get(peer)
  if (known !== undefined) return known
  const made = new Set<number>()
  sets.set(peer, made)
  return made
}
