import { checkedNumbers, type Limit } from '../../../base/checked-numbers.ts'

/** Settings of stem-and-fluff. Defaults are those of BIP156 and its implementation for Bitcoin Core where they have any. */
export interface StemOptions {
  /** How long a node keeps its part and its stem peers, ms. Default 600000, the paper's 10 minutes. */
  readonly epochMs: number
  /** How surely a node fluffs what comes along a stem in an epoch. Default 0.1: stems of ten hops on average. */
  readonly fluffChance: number
  /** Neighbours to whom stems go on in an epoch. Default 2: the paper's graph is as anonymous as it can be with that. */
  readonly stemPeers: number
  /** How long whoever passes a message on waits at least for it to come back by fluff, ms. Default 10000. */
  readonly embargoMinMs: number
  /** How much longer on average, exponentially distributed, so that not all fluff at once, ms. Default 20000. */
  readonly embargoMeanMs: number
  /** Messages on a stem that are held at once; what comes on top fluffs. Default 1000. */
  readonly mostHeld: number
  /** Of these, from one neighbour. Default 100. */
  readonly mostHeldOfOne: number
  /** Messages that are remembered: a copy that comes later would be delivered again. Default 100000. */
  readonly mostRemembered: number
  /** Bytes of one payload, at most. Default 1 MiB. */
  readonly mostPayloadBytes: number
}

/** The defaults of {@link StemOptions}. */
export const STEM_DEFAULTS: StemOptions = {
  epochMs: 600_000,
  fluffChance: 0.1,
  stemPeers: 2,
  embargoMinMs: 10_000,
  embargoMeanMs: 20_000,
  mostHeld: 1000,
  mostHeldOfOne: 100,
  mostRemembered: 100_000,
  mostPayloadBytes: 1024 * 1024 - 8,
}

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const LIMITS = {
  epochMs: MS,
  fluffChance: { least: 0, most: 1 },
  stemPeers: { ...COUNT, most: 16 },
  embargoMinMs: { ...MS, least: 0 },
  embargoMeanMs: { ...MS, least: 0, most: 3_600_000 },
  mostHeld: COUNT,
  mostHeldOfOne: COUNT,
  mostRemembered: COUNT,
  mostPayloadBytes: COUNT,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function stemOptions(given: Partial<StemOptions> = {}): StemOptions {
  return checkedNumbers('stem', STEM_DEFAULTS, LIMITS, given)
}
