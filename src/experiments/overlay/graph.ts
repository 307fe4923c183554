import { below } from '../../base/rng.ts'

/** An overlay as a graph: of each node that lives, its neighbours. */
export type Links = ReadonlyMap<number, readonly number[]>

/** Links that only one side knows, or that lead to nobody who lives, in words. */
export function oneSidedLinks(links: Links): string[] {
  const knows = (node: number, peer: number): boolean => links.get(node)?.includes(peer) === true
  return [...links].flatMap(([node, peers]) =>
    peers.filter((peer) => !knows(peer, node)).map((peer) => `${node} knows ${peer}`),
  )
}

/** How many nodes a flood from the first one reaches. */
export function reachedByFlood(links: Links): number {
  const [first] = links.keys()
  return first === undefined ? 0 : distancesFrom(links, first).size
}

/** How many links it takes from a node to each that can be reached from it, itself included. */
export function distancesFrom(links: Links, start: number): ReadonlyMap<number, number> {
  const distances = new Map([[start, 0]])
  for (const [node, distance] of distances) {
    for (const peer of links.get(node) ?? []) {
      if (links.has(peer) && !distances.has(peer)) distances.set(peer, distance + 1)
    }
  }
  return distances
}

/** The mean length of shortest paths from `sources` random nodes to all others that they reach. */
export function meanPath(links: Links, sources: number, random: () => number): number {
  const nodes = [...links.keys()]
  let [sum, paths] = [0, 0]
  for (let i = 0; i < sources; i++) {
    const distances = distancesFrom(links, nodes[below(random, nodes.length)] as number)
    for (const distance of distances.values()) sum += distance
    paths += distances.size - 1
  }
  return sum / paths
}

/** The same links, known to both of their ends, and those to the dead left out. */
export function bothWays(links: Links): Links {
  const peersOf = new Map([...links.keys()].map((node) => [node, new Set<number>()]))
  for (const [node, peers] of links) {
    for (const peer of peers) if (peersOf.get(peer)?.add(node) !== undefined) peersOf.get(node)?.add(peer)
  }
  return new Map([...peersOf].map(([node, peers]) => [node, [...peers]]))
}

/**
 * The mean over the nodes of the share of pairs of neighbours that are neighbours themselves (Watts and Strogatz, Nature
 * 393, 1998). Links must be known to both of their ends.
 */
export function clustering(links: Links): number {
  let sum = 0
  for (const peers of links.values()) {
    const near = new Set(peers)
    let linked = 0
    for (const peer of peers) for (const other of links.get(peer) ?? []) if (near.has(other)) linked++
    if (peers.length > 1) sum += linked / (peers.length * (peers.length - 1))
  }
  return sum / links.size
}

/** By how many live nodes each is known. */
export function inDegrees(links: Links): number[] {
  const degrees = new Map([...links.keys()].map((node) => [node, 0]))
  for (const peers of links.values()) {
    for (const peer of peers) {
      const degree = degrees.get(peer)
      if (degree !== undefined) degrees.set(peer, degree + 1)
    }
  }
  return [...degrees.values()]
}

/** The share of links that lead to nobody who lives. */
export function deadShare(links: Links): number {
  let [dead, all] = [0, 0]
  for (const peers of links.values()) {
    for (const peer of peers) if (!links.has(peer)) dead++
    all += peers.length
  }
  return all === 0 ? 0 : dead / all
}
