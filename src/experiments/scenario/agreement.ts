import type { Simulation, SimNode } from '../../sim/index.ts'
import { nodeName, type SimStack } from '../cluster/full-node.ts'

/** Whether the nodes that are up see every node as it is. */
export class Agreement {
  readonly #sim: Simulation
  /** Who disagreed last, and about whom. Most often they still do, which spares looking at all pairs. */
  #last: readonly [SimNode, SimNode] | undefined

  constructor(sim: Simulation) {
    this.#sim = sim
  }

  holds(): boolean {
    if (this.#last !== undefined && isWrong(...this.#last)) return false
    this.#last = this.#pairs().next().value ?? undefined
    return this.#last === undefined
  }

  /** Everything that is seen otherwise than it is, in words. */
  disagreements(): string[] {
    return [...this.#pairs()].map(([node, other]) => {
      return `${nodeName(node.index)} sees ${nodeName(other.index)} ${seenBy(node, other)}, which is ${other.state}`
    })
  }

  *#pairs(): Generator<readonly [SimNode, SimNode], undefined> {
    for (const node of this.#sim.nodes) {
      for (const other of this.#sim.nodes) if (isWrong(node, other)) yield [node, other]
    }
    return undefined
  }
}

function isWrong(node: SimNode, other: SimNode): boolean {
  if (node.state !== 'up') return false
  const seen = seenBy(node, other)
  return (seen === 'alive' || seen === 'suspect') !== (other.state === 'up')
}

function seenBy(node: SimNode, other: SimNode): string {
  return (node.layer as SimStack).swim.find(nodeName(other.index))?.state ?? 'unknown'
}
