import { checkedNumbers, type Limit } from '../../../base/checked-numbers.ts'
import { OptionError } from '../../../base/option-error.ts'

/** How updates are ordered that do not all fit: participants in turn, or one after the other. */
export type DeltaOrdering = 'breadth' | 'depth'

/** Settings of the flow control. Defaults are our choice, as the paper leaves them open. */
export interface FlowOptions {
  /** Updates per second that are allowed at first. Default 10; exchanges make it what the cluster can bear. */
  readonly rate: number
  /** No rate falls below it, so that nobody is silenced. Default 0.01. */
  readonly leastRate: number
  /** No rate rises above it. Default 10000. */
  readonly mostRate: number
  /**
   * Updates per second that all participants together win with each exchange in which everything fits; each wins its
   * share of it, so that large clusters do not overshoot. Default 1.25.
   */
  readonly increase: number
  /** What is left of the rate after an exchange in which not everything fits. Default 0.95. */
  readonly decrease: number
  /** Updates that may be saved up while none are made. Default 10. */
  readonly burst: number
}

/** Scuttlebutt's settings that are numbers. Defaults are our choice where the paper has none. */
export interface ScuttlebuttNumbers extends FlowOptions {
  /** Time between two exchanges that a node begins, ms. Default 1000, the paper's. */
  readonly periodMs: number
  /** Bytes of updates that one side sends in one exchange; never more than a packet takes. Default 65535. */
  readonly exchangeBytes: number
  /** Participants that are known at most, this node included. Default 4096. */
  readonly mostParticipants: number
  /** Keys of one participant at most. Default 1024. */
  readonly mostKeys: number
  /** Bytes of a key at most. Default 256. */
  readonly mostKeyBytes: number
  /** Bytes of a value at most. What does not fit into a packet goes over a stream, alone. Default 65536. */
  readonly mostValueBytes: number
  /** Bytes of keys and values of all participants at most. Default 64 MiB. */
  readonly mostBytes: number
  /** How long the mappings of a participant are kept that is gone, ms; its line in the digest twice as long. Default an hour. */
  readonly forgetAfterMs: number
}

/** Scuttlebutt's settings. */
export interface ScuttlebuttOptions extends ScuttlebuttNumbers {
  /** Default depth, which the paper finds better. */
  readonly ordering: DeltaOrdering
  /** Whether updates beyond the rate wait; without it each is made at once. Default true. */
  readonly flowControl: boolean
}

const NUMBERS: ScuttlebuttNumbers = {
  rate: 10,
  leastRate: 0.01,
  mostRate: 10_000,
  increase: 1.25,
  decrease: 0.95,
  burst: 10,
  periodMs: 1000,
  exchangeBytes: 65_535,
  mostParticipants: 4096,
  mostKeys: 1024,
  mostKeyBytes: 256,
  mostValueBytes: 65_536,
  mostBytes: 64 * 1024 * 1024,
  forgetAfterMs: 3_600_000,
}

/** The defaults of {@link ScuttlebuttOptions}. */
export const SCUTTLEBUTT_DEFAULTS: ScuttlebuttOptions = { ...NUMBERS, ordering: 'depth', flowControl: true }

const MS: Limit = { least: 1, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const RATE: Limit = { least: 0.000001, most: 1e9 }
const LIMITS = {
  rate: RATE,
  leastRate: RATE,
  mostRate: RATE,
  increase: RATE,
  decrease: { least: 0.01, most: 0.999 },
  burst: { least: 1, most: 1e6 },
  periodMs: MS,
  exchangeBytes: COUNT,
  mostParticipants: COUNT,
  mostKeys: COUNT,
  mostKeyBytes: COUNT,
  mostValueBytes: COUNT,
  mostBytes: COUNT,
  forgetAfterMs: MS,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function scuttlebuttOptions(given: Partial<ScuttlebuttOptions> = {}): ScuttlebuttOptions {
  const { ordering = SCUTTLEBUTT_DEFAULTS.ordering, flowControl = SCUTTLEBUTT_DEFAULTS.flowControl, ...rest } = given
  const numbers = checkedNumbers<ScuttlebuttNumbers>('scuttlebutt', NUMBERS, LIMITS, rest)
  if (ordering !== 'depth' && ordering !== 'breadth')
    throw new OptionError('scuttlebutt', 'ordering', ordering, 'depth or breadth')
  if (typeof flowControl !== 'boolean')
    throw new OptionError('scuttlebutt', 'flowControl', flowControl, 'true or false')
  const { leastRate, rate, mostRate } = numbers
  if (!(leastRate <= rate && rate <= mostRate))
    throw new OptionError('scuttlebutt', 'rate', rate, `from leastRate (${leastRate}) to mostRate (${mostRate})`)
  return { ...numbers, ordering, flowControl }
}
