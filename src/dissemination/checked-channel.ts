import { OptionError } from '../base/option-error.ts'
import type { Channel } from '../core/env.ts'

/**
 * How messages go to neighbours: in datagrams, or over streams or links, whose failure tells the overlay that a peer is
 * gone.
 */
export type GossipChannel = Channel

/** @throws OptionError if it is neither */
export function checkedChannel(owner: string, channel: GossipChannel = 'datagram'): GossipChannel {
  if (channel === 'datagram' || channel === 'stream' || channel === 'link') return channel
  throw new OptionError(owner, 'channel', channel, '"datagram", "stream" or "link"')
}
