import { describe, expect, it } from 'vitest'
import { SwimCluster } from './swim-cluster.ts'

describe('nodes that are introduced', () => {
  it('know everybody, and have nothing to pass on', () => {
    const cluster = new SwimCluster({ seed: 1, size: 5 })
    const swims = Array.from({ length: 5 }, (_, i) => cluster.swim(i))
    expect(swims.map(({ liveCount }) => liveCount)).toEqual([5, 5, 5, 5, 5])
    expect(swims.map(({ queuedBroadcasts }) => queuedBroadcasts)).toEqual([0, 0, 0, 0, 0])
  })
})
