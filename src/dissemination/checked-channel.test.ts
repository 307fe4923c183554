import { describe, expect, it } from 'vitest'
import { checkedChannel } from './checked-channel.ts'

describe('the channel of gossip', () => {
  it('is datagrams, unless something else is said that there is', () => {
    expect([checkedChannel('x', undefined), checkedChannel('x', 'stream')]).toEqual(['datagram', 'stream'])
    expect(() => checkedChannel('x', 'link' as never)).toThrow('x.channel is link, but must be "datagram" or "stream"')
  })
})
