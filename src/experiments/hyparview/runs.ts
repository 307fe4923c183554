import { deriveSeed } from '../../base/rng.ts'
import { type CyclonNode, cyclonMaker, type HyParViewNode, hyParViewMaker } from '../overlay/overlay-nodes.ts'
import { OverlayRun } from '../overlay/overlay-run.ts'
import type { Settled } from './setup.ts'

/** The paper's protocols; CyclonAcked is Cyclon whose gossip is acknowledged, so that whom it does not reach is forgotten. */
export type Protocol = 'hyparview' | 'cyclon' | 'cyclon-acked'

/** What is done with a settled overlay. */
export interface Continuation {
  readonly seed: number
  /** Whether cycles go on, or stand still while messages are sent. */
  readonly cycles: boolean
  /** Only for Cyclon; HyParView floods. Default 4. */
  readonly fanout?: number
}

/** A settled overlay that goes on. */
export function continued(
  protocol: Protocol,
  settled: Settled,
  plan: Continuation,
): OverlayRun<HyParViewNode | CyclonNode> {
  const hasCycles = plan.cycles
  const seed = deriveSeed(plan.seed, plan.cycles ? 1 : 0)
  const { fanout = 4 } = plan
  const run =
    protocol === 'hyparview'
      ? new OverlayRun(seed, hyParViewMaker({ hasCycles, gossip: { channel: 'stream' }, views: settled.hyParView }))
      : new OverlayRun(
          seed,
          cyclonMaker({
            hasCycles,
            gossip: { channel: protocol === 'cyclon' ? 'datagram' : 'stream', fanout },
            views: settled.cyclon,
          }),
        )
  for (let i = 0; i < settled.cyclon.length; i++) run.add()
  return run
}

/** Time that a message is given, ms: some thirty hops over streams. */
export const MESSAGE_MS = 100
