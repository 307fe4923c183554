import type { PeerId } from '../../core/env.ts'

/**
 * Which links of a topic's mesh are lazy, that is get announcements instead of messages, as Plumtree's do: one tree for
 * the authors that share a number, so that each one's messages take their shortest ways. A link is lazy on both sides.
 */
export class LazyLinks {
  /** By peer: the trees in which the link is lazy, a bit each. */
  readonly #lazy = new Map<PeerId, number>()
  /** The same for what the peer has been told since the last heartbeat. */
  readonly #told = new Map<PeerId, number>()
  readonly #trees: number

  /** @param trees 1 to 32 */
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
    return ((this.#lazy.get(peer) ?? 0) & (1 << tree)) !== 0
  }

  /** A message came over the link a second time. @returns whether the peer must be told */
  choke(peer: PeerId, tree: number): boolean {
    this.choked(peer, 1 << tree)
    const told = this.#told.get(peer) ?? 0
    if ((told & (1 << tree)) !== 0) return false
    this.#told.set(peer, told | (1 << tree))
    return true
  }

  /** The other side of these trees' links has asked for announcements. */
  choked(peer: PeerId, trees: number): void {
    this.#lazy.set(peer, (this.#lazy.get(peer) ?? 0) | trees)
  }

  makeEager(peer: PeerId, tree: number): void {
    this.#lazy.set(peer, (this.#lazy.get(peer) ?? 0) & ~(1 << tree))
    this.#told.set(peer, (this.#told.get(peer) ?? 0) & ~(1 << tree))
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
