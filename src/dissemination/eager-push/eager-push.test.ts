import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { RecordingEnv, type RecordingOptions } from '../../core/recording-env.ts'
import { EAGER_PUSH_TAGS } from '../../core/tags.ts'
import { EagerPush } from './eager-push.ts'
import type { EagerGossip } from './messages.ts'
import { type EagerPushOptions, eagerPushOptions } from './options.ts'

const PAYLOAD = Uint8Array.of(7)

/** A node 0 whose view is 1, 2, 3…; a sample is its beginning. */
function node(
  size: number,
  options: Partial<EagerPushOptions> = {},
  recording: RecordingOptions = {},
): [EagerPush, RecordingEnv] {
  const env = new RecordingEnv(recording)
  const neighbours = Array.from({ length: size }, (_, i) => (i + 1) as PeerId)
  return [new EagerPush(env, { neighbours, sample: (count) => neighbours.slice(0, count) }, options), env]
}

function gossip(id: number, hops = 1): EagerGossip {
  return { tag: EAGER_PUSH_TAGS.gossip, id, hops, payload: PAYLOAD }
}

function receivers(env: RecordingEnv): number[] {
  return env.takeSent().map(({ to }) => to)
}

describe('eager push', () => {
  it('sends its own message to all of the view, and tells itself', () => {
    const [layer, env] = node(3)
    const id = layer.broadcast(PAYLOAD)
    expect(env.takeSent().map(({ to, message }) => [to, message])).toEqual([1, 2, 3].map((to) => [to, gossip(id)]))
    expect(env.takeEvents()).toEqual([{ type: 'delivered', id, from: 0, hops: 0, payload: PAYLOAD }])
    expect(layer.sent).toBe(3)
  })

  it('passes another’s message on once, one hop further, but not to where it came from', () => {
    const [layer, env] = node(3)
    layer.onMessage(2 as PeerId, gossip(5, 4))
    expect(env.takeSent().map(({ to, message }) => [to, message])).toEqual([1, 3].map((to) => [to, gossip(5, 5)]))
    layer.onMessage(3 as PeerId, gossip(5, 2))
    expect(env.takeSent()).toEqual([])
    expect(env.takeEvents().map((event) => (event as DeliveredEvent).hops)).toEqual([4])
  })

  it('passes it to as many as the fan-out says, whether or not the sender is among those that were drawn', () => {
    const [layer, env] = node(5, { fanout: 2 })
    layer.onMessage(1 as PeerId, gossip(5))
    expect(receivers(env)).toEqual([2, 3])
    layer.onMessage(4 as PeerId, gossip(6))
    expect(receivers(env)).toEqual([1, 2])
  })

  it('uses streams if it is told to, or where a message fits into no packet', () => {
    const channels = (options: Partial<EagerPushOptions>, size: number): unknown[] => {
      const [layer, env] = node(1, options, { sizeOf: () => size })
      layer.broadcast(PAYLOAD)
      return env.takeSent().map(({ channel }) => channel)
    }
    expect(channels({}, 50)).toEqual(['datagram'])
    expect(channels({}, 5000)).toEqual(['stream'])
    expect(channels({ channel: 'stream' }, 50)).toEqual(['stream'])
  })

  it('forgets the numbers of messages after a time', () => {
    const [layer, env] = node(1, { rememberMs: 100 })
    layer.onMessage(1 as PeerId, gossip(5))
    env.advance(layer, 200)
    layer.onMessage(1 as PeerId, gossip(6))
    layer.onMessage(1 as PeerId, gossip(5))
    expect(env.takeEvents().map((event) => (event as DeliveredEvent).id)).toEqual([5, 6, 5])
  })

  it('checks its settings, and names what is wrong', () => {
    expect(() => eagerPushOptions({ fanout: 0 })).toThrow('eagerPush.fanout is 0')
    expect(() => eagerPushOptions({ channel: 'pigeon' as never })).toThrow('eagerPush.channel is pigeon')
    expect(eagerPushOptions()).toEqual({
      fanout: 1000,
      channel: 'datagram',
      rememberMs: 120_000,
      mostRemembered: 100_000,
    })
  })
})
