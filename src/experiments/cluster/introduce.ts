import type { PeerId } from '../../core/env.ts'
import { nodeName } from '../../membership/serf/node-stack.ts'
import type { Versions } from '../../membership/swim/messages.ts'
import type { Swim } from '../../membership/swim/swim.ts'
import { firstAlive } from './first-alive.ts'

/** Tells a node of all the others, and lets it not pass that on: everybody is told. */
export function introduce(swim: Swim, size: number, versions: Versions): void {
  for (let i = 0; i < size; i++) {
    if (nodeName(i) !== swim.node) swim.onMessage(i as PeerId, firstAlive(i, versions))
    swim.pruneBroadcasts(0)
  }
}
