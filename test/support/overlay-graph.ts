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
  const seen = new Set([...links.keys()].slice(0, 1))
  for (const node of seen) {
    for (const peer of links.get(node) ?? []) if (links.has(peer)) seen.add(peer)
  }
  return seen.size
}
