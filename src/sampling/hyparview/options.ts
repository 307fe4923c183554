import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'
import { OptionError } from '../../base/option-error.ts'

/** HyParView's settings. Defaults are the paper's (section 5.1) but for the times: it counts cycles, these are our choice. */
export interface HyParViewOptions {
  /** Neighbours, the fan-out of a flood plus one: ln n + c. Default 5, for 10,000 nodes. */
  readonly activeSize: number
  /** Reserves that take the place of neighbours that fail: some times more. Default 30. */
  readonly passiveSize: number
  /** Hops after which a newcomer becomes a neighbour of whom the walk has come to (ARWL). Default 6. */
  readonly activeWalk: number
  /** Hops left when a newcomer becomes a reserve on the way (PRWL); also those of a shuffle. Default 3. */
  readonly passiveWalk: number
  /** Neighbours that a shuffle carries (k_a). Default 3. */
  readonly shuffleActive: number
  /** Reserves that a shuffle carries (k_p). Default 4. */
  readonly shufflePassive: number
  /** Time between two shuffles, ms: the paper's cycle. Default 10000. */
  readonly shuffleIntervalMs: number
  /** How long a peer has to answer whether it becomes a neighbour, ms. Default 2000. */
  readonly answerTimeoutMs: number
}

/** The defaults of {@link HyParViewOptions}. */
export const HYPARVIEW_DEFAULTS: HyParViewOptions = {
  activeSize: 5,
  passiveSize: 30,
  activeWalk: 6,
  passiveWalk: 3,
  shuffleActive: 3,
  shufflePassive: 4,
  shuffleIntervalMs: 10_000,
  answerTimeoutMs: 2000,
}

const SIZE: Limit = { least: 1, most: 1000, whole: true }
const COUNT: Limit = { least: 0, most: 100, whole: true }
const MS: Limit = { least: 1, most: 2_147_483_647 }
const LIMITS = {
  activeSize: SIZE,
  passiveSize: SIZE,
  activeWalk: COUNT,
  passiveWalk: COUNT,
  shuffleActive: COUNT,
  shufflePassive: COUNT,
  shuffleIntervalMs: MS,
  answerTimeoutMs: MS,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function hyParViewOptions(given: Partial<HyParViewOptions> = {}): HyParViewOptions {
  const options = checkedNumbers('hyparview', HYPARVIEW_DEFAULTS, LIMITS, given)
  const { activeWalk, passiveWalk } = options
  if (passiveWalk <= activeWalk) return options
  throw new OptionError('hyparview', 'passiveWalk', passiveWalk, `at most activeWalk (${activeWalk})`)
}
