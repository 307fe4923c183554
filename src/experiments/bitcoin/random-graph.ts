import { below, Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'

/** Of each node, its neighbours. */
export type Graph = readonly (readonly PeerId[])[]

/** A graph in which each node chooses so many others at random, and is a neighbour of those who choose it: Bitcoin's. */
export function randomGraph(seed: number, size: number, chosen: number): Graph {
  const rng = new Rng(seed)
  const links: Set<PeerId>[] = Array.from({ length: size }, () => new Set<PeerId>())
  for (let node = 0; node < size; node++) {
    for (let left = Math.min(chosen, size - 1); left > 0; ) {
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
