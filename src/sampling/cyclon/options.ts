import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'
import { OptionError } from '../../base/option-error.ts'

/** Cyclon's settings. Defaults are those of HyParView's comparison (section 5.1); the time is our choice. */
export interface CyclonOptions {
  /** Peers of the view (c). Default 35, for 10,000 nodes. */
  readonly viewSize: number
  /** Peers that an exchange carries, this node among them (l). Default 14. */
  readonly shuffleSize: number
  /** Hops of the walks that find a newcomer its places. Default 5. */
  readonly walk: number
  /** Time between two exchanges, ms. Default 10000. */
  readonly shuffleIntervalMs: number
}

/** The defaults of {@link CyclonOptions}. */
export const CYCLON_DEFAULTS: CyclonOptions = { viewSize: 35, shuffleSize: 14, walk: 5, shuffleIntervalMs: 10_000 }

const SIZE: Limit = { least: 1, most: 1000, whole: true }
const LIMITS = {
  viewSize: SIZE,
  shuffleSize: SIZE,
  walk: { least: 0, most: 100, whole: true },
  shuffleIntervalMs: { least: 1, most: 2_147_483_647 },
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function cyclonOptions(given: Partial<CyclonOptions> = {}): CyclonOptions {
  const options = checkedNumbers('cyclon', CYCLON_DEFAULTS, LIMITS, given)
  const { viewSize, shuffleSize } = options
  if (shuffleSize <= viewSize) return options
  throw new OptionError('cyclon', 'shuffleSize', shuffleSize, `at most viewSize (${viewSize})`)
}
