import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'

/** The star's settings. Defaults are our choice, for ways of 100 ms. */
export interface StarOptions {
  /** Who has sent the hub something and heard nothing from it for so long asks whether it is there, ms. Default 1000. */
  readonly silentMs: number
  /** A hub that does not answer for so long is left, ms: several round trips. Default 1000. */
  readonly answerMs: number
  /** How often a node without the best hub asks the better ones, ms. Default 1000. */
  readonly seekMs: number
  /** How long a hub keeps a neighbour that does not renew, ms; each renews three times in it. Default 15000. */
  readonly leaseMs: number
}

/** The defaults of {@link StarOptions}. */
export const STAR_DEFAULTS: StarOptions = { silentMs: 1000, answerMs: 1000, seekMs: 1000, leaseMs: 15_000 }

const MS: Limit = { least: 1, most: 2_147_483_647 }
const LIMITS = { silentMs: MS, answerMs: MS, seekMs: MS, leaseMs: MS }

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function starOptions(given: Partial<StarOptions> = {}): StarOptions {
  return checkedNumbers('star', STAR_DEFAULTS, LIMITS, given)
}
