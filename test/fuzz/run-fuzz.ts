import { type FuzzOptions, type FuzzResult, fuzzDecoders } from './fuzz-decoders.ts'
import { fuzzLiveNodes, type LiveFuzzPlan, type LiveFuzzResult } from './fuzz-live-node.ts'
import { canCollect } from '../support/heap.ts'

/** How much of everything. */
export interface FuzzPlan {
  readonly decoders: Pick<FuzzOptions, 'packets' | 'streams' | 'rpcs' | 'seed'>
  readonly live: LiveFuzzPlan
}

/** What came of everything. */
export interface FuzzOutcome {
  readonly decoders: FuzzResult
  readonly live: LiveFuzzResult
  /** Whether the figures of memory mean something. */
  readonly isCollected: boolean
}

/** Bad bytes into the decoders, then into living nodes. */
export async function runFuzz(plan: FuzzPlan, progress: (text: string) => void): Promise<FuzzOutcome> {
  const every = 500_000
  const onProgress = (done: number, total: number): void => {
    if (done % every === 0) progress(`decoders: ${done} of ${total}`)
  }
  const decoders = fuzzDecoders({ ...plan.decoders, onProgress })
  const live = await fuzzLiveNodes(plan.live, progress)
  return { decoders, live, isCollected: canCollect() }
}
