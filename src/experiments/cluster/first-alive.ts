import type { PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { nodeName } from '../../membership/serf/node-stack.ts'
import type { Alive, Versions } from '../../membership/swim/messages.ts'

/** What everybody is told of a node where all know one another from the beginning. */
export function firstAlive(index: number, versions: Versions): Alive {
  const [node, peer] = [nodeName(index), index as PeerId]
  return { tag: SWIM_TAGS.alive, incarnation: 1, node, peer, meta: NO_META, versions }
}

const NO_META = new Uint8Array(0)
