import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'
import { OptionError } from '../../base/option-error.ts'
import { checkedChannel, type GossipChannel } from '../checked-channel.ts'

/** Plumtree's settings. Defaults are our choice where the paper has none. */
export interface PlumtreeOptions extends PlumtreeNumbers {
  /** Default 'datagram'. The paper's is TCP, 'stream': who sends learns at once that a neighbour is gone. */
  readonly channel: GossipChannel
  /**
   * Which messages are announced, and to whom: 'all' (default, the paper's) to every neighbour beside the tree; 'few', the
   * ones that shape the tree, to three of them. So many are enough to mend the tree, but not to bring every message to
   * where it was broken meanwhile: for that there must be repair above.
   */
  readonly announces: 'all' | 'few'
}

/** Those that are numbers. */
interface PlumtreeNumbers {
  /** How long announcements wait for others to share a packet, ms: the paper's policy of lazy pushes. Default 50. */
  readonly announceAfterMs: number
  /** How long a message that was announced may take, ms, before its announcer is asked for it. Default 300. */
  readonly graftAfterMs: number
  /** The same for each further announcer: it must answer one round trip only. Default 150. */
  readonly graftAgainMs: number
  /** A link is replaced by one that would have been so many hops shorter (section 3.8). Default 7, the paper's. */
  readonly shorterBy: number
  /** How long the number of a message is remembered, ms: a copy that comes later would be delivered again. Default 120000. */
  readonly rememberMs: number
  /** Numbers that are remembered at most. Default 100000. */
  readonly mostRemembered: number
  /** Bytes of payload that are kept for those who ask, at most. Default 16 MiB. */
  readonly mostKeptBytes: number
}

/** The defaults of {@link PlumtreeOptions}. */
export const PLUMTREE_DEFAULTS: PlumtreeOptions = {
  channel: 'datagram',
  announces: 'all',
  announceAfterMs: 50,
  graftAfterMs: 300,
  graftAgainMs: 150,
  shorterBy: 7,
  rememberMs: 120_000,
  mostRemembered: 100_000,
  mostKeptBytes: 16 * 1024 * 1024,
}

const MS: Limit = { least: 0, most: 2_147_483_647 }
const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const LIMITS = {
  announceAfterMs: MS,
  graftAfterMs: { ...MS, least: 1 },
  graftAgainMs: { ...MS, least: 1 },
  shorterBy: COUNT,
  rememberMs: MS,
  mostRemembered: COUNT,
  mostKeptBytes: { ...COUNT, least: 0 },
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function plumtreeOptions(given: Partial<PlumtreeOptions> = {}): PlumtreeOptions {
  const { channel: _channel, announces: _announces, ...defaults } = PLUMTREE_DEFAULTS
  const { channel, announces = 'all', ...numbers } = given
  if (announces !== 'all' && announces !== 'few') {
    throw new OptionError('plumtree', 'announces', announces, '"all" or "few"')
  }
  const checked = checkedNumbers('plumtree', defaults, LIMITS, numbers)
  return { ...checked, announces, channel: checkedChannel('plumtree', channel) }
}
