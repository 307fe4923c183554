import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'

/** Settings of large payloads. Defaults are our choice. */
export interface BulkOptions {
  /** Parts that a node asks one peer for at a time. Default 4: 256 KiB on the way. */
  readonly window: number
  /** Parts that it asks for at a time, of all peers together, for each payload. Default 24: 1.5 MiB. */
  readonly mostWanted: number
  /** A part that does not come for so long is asked for elsewhere, ms. Default 5000. */
  readonly stallMs: number
  /** How long news of parts waits for more, ms. Default 20. */
  readonly tellAfterMs: number
  /** Payloads that a node sends or fetches at a time, at most. Default 64. */
  readonly mostTransfers: number
}

/** The defaults of {@link BulkOptions}. */
export const BULK_DEFAULTS: BulkOptions = {
  window: 4,
  mostWanted: 24,
  stallMs: 5000,
  tellAfterMs: 20,
  mostTransfers: 64,
}

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 1000, whole: true }
const LIMITS = { window: COUNT, mostWanted: COUNT, stallMs: MS, tellAfterMs: MS, mostTransfers: COUNT }

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function bulkOptions(given: Partial<BulkOptions> = {}): BulkOptions {
  return checkedNumbers('bulk', BULK_DEFAULTS, LIMITS, given)
}
