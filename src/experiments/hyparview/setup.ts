import { deriveSeed } from '../../base/rng.ts'
import type { AgedPeer, HyParViewViews } from '../../sampling/index.ts'
import type { RunContext } from '../experiment.ts'
import { cyclonMaker, hyParViewMaker, viewsOf } from '../overlay/overlay-nodes.ts'
import { OverlayRun } from '../overlay/overlay-run.ts'
import { settled } from '../overlay/settled.ts'

/** An overlay after settling, as what each of its nodes knows: whatever is measured begins from here. */
export interface Settled {
  readonly hyParView: readonly HyParViewViews[]
  readonly cyclon: readonly (readonly AgedPeer[])[]
}

/** Lets both overlays grow one node at a time, and settle. @throws the signal's reason when it is aborted */
export async function settle(nodes: number, { seed, signal }: RunContext): Promise<Settled> {
  const shuffling = { hasCycles: true }
  const hyParView = await settled(new OverlayRun(deriveSeed(seed, 1), hyParViewMaker(shuffling)), nodes, signal)
  const cyclon = await settled(new OverlayRun(deriveSeed(seed, 2), cyclonMaker(shuffling)), nodes, signal)
  return {
    hyParView: hyParView.nodes.map(({ overlay }) => viewsOf(overlay)),
    cyclon: cyclon.nodes.map(({ overlay }) => overlay.view),
  }
}
