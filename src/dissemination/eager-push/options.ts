import { checkedNumbers } from '../../base/checked-numbers.ts'
import { checkedChannel, type GossipChannel } from '../checked-channel.ts'

/** How messages are pushed. Defaults are our choice: a flood in datagrams. */
export interface EagerPushOptions {
  /** Peers to whom a node passes a message on, besides the one from whom it has come. Default 1000: all of any view. */
  readonly fanout: number
  /** Default 'datagram'; streams are what the papers call gossip over TCP, or with acknowledgements. */
  readonly channel: GossipChannel
  /** How long the number of a message is remembered, ms: a copy that comes later would be delivered again. Default 120000. */
  readonly rememberMs: number
  /** Numbers that are remembered at most. Default 100000. */
  readonly mostRemembered: number
}

/** The defaults of {@link EagerPushOptions}. */
export const EAGER_PUSH_DEFAULTS: EagerPushOptions = {
  fanout: 1000,
  channel: 'datagram',
  rememberMs: 120_000,
  mostRemembered: 100_000,
}

const LIMITS = {
  fanout: { least: 1, most: 1000, whole: true },
  rememberMs: { least: 0, most: 2_147_483_647 },
  mostRemembered: { least: 1, most: 0x40000000, whole: true },
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function eagerPushOptions(given: Partial<EagerPushOptions> = {}): EagerPushOptions {
  const { channel: _, ...numbers } = EAGER_PUSH_DEFAULTS
  const { channel, ...others } = given
  return { ...checkedNumbers('eagerPush', numbers, LIMITS, others), channel: checkedChannel('eagerPush', channel) }
}
