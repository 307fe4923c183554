import { checkedNumbers, type Limit } from '../../../base/checked-numbers.ts'

/**
 * Settings of announce–request. Defaults named Bitcoin's are those of Bitcoin Core 0.21 and later (net_processing.cpp,
 * txrequest.h); the others are our choice.
 */
export interface AnnounceOptions {
  /** How long announcements to one neighbour wait for others, ms, on average. Default 2000, Bitcoin's towards whom it chose. */
  readonly trickleMs: number
  /** How long one who was asked has to answer, ms. Default 2000: our neighbours are watched. Bitcoin's is 60000. */
  readonly requestTimeoutMs: number
  /** Messages that are waited for at once. Default 20000. */
  readonly mostWanted: number
  /** Of these, that one neighbour has announced. Default 5000, Bitcoin's. */
  readonly mostAnnounced: number
  /** Requests that one neighbour has not answered. Default 100, Bitcoin's. */
  readonly mostInFlight: number
  /** Announcements that wait for one neighbour, and numbers of which it is known whether it has them. Default 20000. */
  readonly mostQueued: number
  /** How often one neighbour, each in turn, is told again what is kept and it may lack, ms. Default 30000. */
  readonly catchUpMs: number
  /** How long the number of a message is remembered, ms: a copy that comes later would be delivered again. Default 600000. */
  readonly rememberMs: number
  /** Numbers that are remembered at most. Default 100000. */
  readonly mostRemembered: number
  /** Bytes of payload that are kept for those who ask, at most. Default 16 MiB. */
  readonly mostKeptBytes: number
  /** Bytes of one payload, at most. Default 1 MiB. */
  readonly mostPayloadBytes: number
}

/** The defaults of {@link AnnounceOptions}. */
export const ANNOUNCE_DEFAULTS: AnnounceOptions = {
  trickleMs: 2000,
  requestTimeoutMs: 2000,
  mostWanted: 20_000,
  mostAnnounced: 5000,
  mostInFlight: 100,
  mostQueued: 20_000,
  catchUpMs: 30_000,
  rememberMs: 600_000,
  mostRemembered: 100_000,
  mostKeptBytes: 16 * 1024 * 1024,
  mostPayloadBytes: 1024 * 1024,
}

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const LIMITS = {
  trickleMs: { ...MS, least: 0 },
  requestTimeoutMs: MS,
  mostWanted: COUNT,
  mostAnnounced: COUNT,
  mostInFlight: COUNT,
  mostQueued: COUNT,
  catchUpMs: MS,
  rememberMs: MS,
  mostRemembered: COUNT,
  mostKeptBytes: { ...COUNT, least: 0 },
  mostPayloadBytes: COUNT,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function announceOptions(given: Partial<AnnounceOptions> = {}): AnnounceOptions {
  return checkedNumbers('announce', ANNOUNCE_DEFAULTS, LIMITS, given)
}
