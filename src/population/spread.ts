import { spreadByBlocks } from './blocks.ts'
import { spreadByContacts } from './contacts.ts'
import { isCountable, spreadByCounts } from './counts.ts'
import type { SpreadPlan } from './plan.ts'
import type { SpreadResult } from './result.ts'

/**
 * How a plan is run. All have the same distribution.
 *
 * - `contacts`: every call is made; every rule; to 2 million nodes.
 * - `blocks`: a bit per node, block by block; all-knowing end only; to 10^9 nodes.
 * - `counts`: a Markov chain of numbers; what is exchangeable; to 10^15 nodes.
 */
export type SpreadEngine = 'contacts' | 'blocks' | 'counts'

const ENGINES: Readonly<Record<SpreadEngine, (plan: SpreadPlan) => SpreadResult>> = {
  contacts: spreadByContacts,
  blocks: spreadByBlocks,
  counts: spreadByCounts,
}

/**
 * Spreads one piece of news through a population.
 * @param engine default: `counts` where it can, else `contacts`
 * @throws RangeError if the plan makes no sense, the engine cannot run it, or there is no such engine
 */
export function spread(
  plan: SpreadPlan,
  engine: SpreadEngine = isCountable(plan) ? 'counts' : 'contacts',
): SpreadResult {
  if (!Object.hasOwn(ENGINES, engine)) {
    throw new RangeError(`engine must be one of ${Object.keys(ENGINES).join(', ')}: ${engine}`)
  }
  return ENGINES[engine](plan)
}
