import { checkedNumbers, type Limit } from '../../../base/checked-numbers.ts'

/** Settings of the relaying of batches. Defaults named BIP152's or Bitcoin's are so; the others are our choice. */
export interface BatchOptions {
  /** Bytes of a short id, the same at all nodes. Default 6, BIP152's. */
  readonly shortIdBytes: number
  /** Neighbours that are asked to send compact batches unasked. Default 3, BIP152's. */
  readonly mostHigh: number
  /** Bytes of items that a compact batch carries whole, at most. Default 10000, BIP152's. */
  readonly mostPrefilledBytes: number
  /** How long one who was asked has to answer, ms. Default 2000. */
  readonly requestTimeoutMs: number
  /** Batches that are waited for at once. Default 64. */
  readonly mostWanted: number
  /** Of these, that one neighbour has announced. Default 16. */
  readonly mostAnnounced: number
  /** Requests that one neighbour has not answered. Default 16, Bitcoin's. */
  readonly mostInFlight: number
  /** How often one neighbour, each in turn, is told again of the batches that are kept, ms. Default 30000. */
  readonly catchUpMs: number
  /** Batches that are kept for those who ask. Default 10: so deep does Bitcoin Core answer for items. */
  readonly mostKept: number
  /** Numbers of batches that are remembered: a copy that comes later would be delivered again. Default 100000. */
  readonly mostRemembered: number
  /** Items that may be in a batch to come. Default 100000. */
  readonly mostPooled: number
  /** Bytes of these. Default 32 MiB. */
  readonly mostPooledBytes: number
  /** Items of one batch. Default 65536: BIP152's indexes have 16 bits. */
  readonly mostItems: number
  /** Bytes of all items of one batch. Default 4 MiB, about Bitcoin's. */
  readonly mostBatchBytes: number
  /** Bytes of what the application says in a header. Default 256. */
  readonly mostHeaderBytes: number
}

/** The defaults of {@link BatchOptions}. */
export const BATCH_DEFAULTS: BatchOptions = {
  shortIdBytes: 6,
  mostHigh: 3,
  mostPrefilledBytes: 10_000,
  requestTimeoutMs: 2000,
  mostWanted: 64,
  mostAnnounced: 16,
  mostInFlight: 16,
  catchUpMs: 30_000,
  mostKept: 10,
  mostRemembered: 100_000,
  mostPooled: 100_000,
  mostPooledBytes: 32 * 1024 * 1024,
  mostItems: 65_536,
  mostBatchBytes: 4 * 1024 * 1024,
  mostHeaderBytes: 256,
}

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const FROM_ZERO: Limit = { ...COUNT, least: 0 }
const LIMITS = {
  shortIdBytes: { least: 1, most: 6, whole: true },
  mostHigh: FROM_ZERO,
  mostPrefilledBytes: FROM_ZERO,
  requestTimeoutMs: MS,
  mostWanted: COUNT,
  mostAnnounced: COUNT,
  mostInFlight: COUNT,
  catchUpMs: MS,
  mostKept: COUNT,
  mostRemembered: COUNT,
  mostPooled: COUNT,
  mostPooledBytes: FROM_ZERO,
  mostItems: { ...COUNT, most: 65_536 },
  mostBatchBytes: COUNT,
  mostHeaderBytes: { ...FROM_ZERO, most: 65_536 },
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function batchOptions(given: Partial<BatchOptions> = {}): BatchOptions {
  return checkedNumbers('batch', BATCH_DEFAULTS, LIMITS, given)
}
