import type { HyParView } from '../../sampling/index.ts'
import { bothWays, distancesFrom, type Links } from './graph.ts'
import type { OverlayNode, OverlayRun } from './overlay-run.ts'

/** A node on HyParView, whatever it has above. */
interface KnowingNode extends OverlayNode {
  readonly overlay: HyParView
}

/** Of each live node of HyParView, whom it knows at all. */
export function knowledge({ live, nodes }: OverlayRun<KnowingNode>): Links {
  return new Map(
    live.map((node) => {
      const { neighbours, reserves } = (nodes[node] as KnowingNode).overlay
      return [node, [...neighbours, ...reserves]]
    }),
  )
}

/** The nodes of the largest part that links hold together, in whichever direction. */
export function largestPart(links: Links): number[] {
  const graph = bothWays(links)
  const seen = new Set<number>()
  let largest: number[] = []
  for (const node of graph.keys()) {
    if (seen.has(node)) continue
    const part = [...distancesFrom(graph, node).keys()]
    for (const other of part) seen.add(other)
    if (part.length > largest.length) largest = part
  }
  return largest
}
