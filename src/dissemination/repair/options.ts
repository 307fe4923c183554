import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'

/** Settings of repair. Defaults are our choice. */
export interface RepairOptions {
  /** How often a random partner is told what we have, ms. Default 1000. */
  readonly exchangeIntervalMs: number
  /** A hole that is not filled so soon is asked for from whoever brought what came after it, ms. Default 200. */
  readonly askAfterMs: number
  /** What was asked for is not asked for again, of anybody, for so long, ms. Default 500. */
  readonly askAgainMs: number
  /** A hole that is not filled for so long is given up, and told, ms. Default 60000. */
  readonly giveUpMs: number
  /** How long posts are kept for others, ms. Default 60000. */
  readonly keepMs: number
  /** Bytes of posts that are kept, at most; the oldest give way. Default 16 MiB. */
  readonly mostKeptBytes: number
  /** Authors, on all topics together, that are known at most; the longest silent is forgotten. Default 10000. */
  readonly mostLogs: number
}

/** The defaults of {@link RepairOptions}. */
export const REPAIR_DEFAULTS: RepairOptions = {
  exchangeIntervalMs: 1000,
  askAfterMs: 200,
  askAgainMs: 500,
  giveUpMs: 60_000,
  keepMs: 60_000,
  mostKeptBytes: 16 * 1024 * 1024,
  mostLogs: 10_000,
}

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const LIMITS = {
  exchangeIntervalMs: MS,
  askAfterMs: MS,
  askAgainMs: MS,
  giveUpMs: MS,
  keepMs: MS,
  mostKeptBytes: { ...COUNT, least: 0 },
  mostLogs: COUNT,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function repairOptions(given: Partial<RepairOptions> = {}): RepairOptions {
  return checkedNumbers('repair', REPAIR_DEFAULTS, LIMITS, given)
}
