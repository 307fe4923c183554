import type { PeerId } from '../../core/env.ts'
import type { AccrualOptions } from '../../detection/phi/evidence/options.ts'
import { type NodeStack, nodeName, nodeStack } from '../../membership/serf/node-stack.ts'
import type { Joining } from '../../membership/serf/seed-joiner.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import type { MakeLayer } from '../../sim/index.ts'
import { heartbeatDetector } from './heartbeat-detector.ts'

export { nodeName, type NodeStack as SimStack }

/**
 * The first nodes are everybody's seeds. The later pause is that of the real node's rejoiner, the one of a node alone lies
 * among those through which it goes, from 0.5 s to 15 s.
 */
const JOINING: Joining = {
  seeds: [0, 1, 2].map((peer) => peer as PeerId),
  alone: [1500, 2500],
  later: [22_500, 37_500],
}

/**
 * Makes the layers of a node as it ships, with the first nodes as everybody's seeds.
 * @param accrual heartbeats as evidence beside probes; default none
 */
export function nodeMaker(overrides: Partial<SwimOptions> = {}, accrual?: Partial<AccrualOptions>): MakeLayer {
  const options = swimOptions('lan', overrides)
  const second = accrual && heartbeatDetector(accrual)
  return (env) => nodeStack(env, options, JOINING, second)
}
