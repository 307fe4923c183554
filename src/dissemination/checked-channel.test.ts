import { describe, expect, it } from 'vitest'
import { checkedChannel, type GossipChannel } from './checked-channel.ts'

describe('the channel of gossip', () => {
  it('is one of those that there are, datagrams unless another is named', () => {
    expect(checkedChannel('tree')).toBe('datagram')
    for (const channel of ['datagram', 'stream', 'link'] as const) expect(checkedChannel('tree', channel)).toBe(channel)
    expect(() => checkedChannel('tree', 'pigeon' as GossipChannel)).toThrow('tree.channel is pigeon')
  })
})
