import { below, Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'

/** Of each node, its neighbours. */
export type Graph = readonly (readonly PeerId[])[]

/** A graph in which each node chooses so many others at random, of those that have not chosen it, and is a neighbour of all these: Bitcoin's. */
export function randomGraph(seed: number, size: number, chosen: number): Graph {
  const rng = new Rng(seed)
  const links: Set<PeerId>[] = Array.from({ length: size }, () => new Set<PeerId>())
  for (let node = 0; node < size; node++) {
    for (let left = chosen; left > 0 && (links[node]?.size ?? 0) < size - 1; ) {
      const other = below(() => rng.next(), size)
      if (other === node || links[node]?.has(other as PeerId)) continue
      links[node]?.add(other as PeerId)
      links[other]?.add(node as PeerId)
      left--
    }
  }
  return links.map((peers) => [...peers])
}

/** The neighbours of a node, who never change: connections that are kept open. */
export function neighboursOf(graph: Graph, node: PeerId): PeerSampler {
  const neighbours = graph[node] as readonly PeerId[]
  return { neighbours, sample: (count) => neighbours.slice(0, count) }
}
