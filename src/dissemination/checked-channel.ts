import { OptionError } from '../base/option-error.ts'

/** How messages go to neighbours: in datagrams, or over streams whose failure tells the overlay that a peer is gone. */
export type GossipChannel = 'datagram' | 'stream'

/** @throws OptionError if it is neither */
export function checkedChannel(owner: string, channel: GossipChannel = 'datagram'): GossipChannel {
  if (channel === 'datagram' || channel === 'stream') return channel
  throw new OptionError(owner, 'channel', channel, '"datagram" or "stream"')
}
