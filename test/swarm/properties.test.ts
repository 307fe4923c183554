import { describe, expect, it } from 'vitest'
import type { Simulation } from '../../src/sim/index.ts'
import { Talkers } from './properties.ts'

/** Nodes as far as talkers look at them. */
function nodesOf(...queued: readonly number[]): { sim: Simulation; queued: number[]; down: Set<number> } {
  const now = [...queued]
  const down = new Set<number>()
  const nodes = now.map((_, index) => ({
    index,
    get state() {
      return down.has(index) ? 'crashed' : 'up'
    },
    layer: {
      swim: {
        get queuedBroadcasts() {
          return now[index]
        },
      },
    },
  }))
  return { sim: { nodes } as unknown as Simulation, queued: now, down }
}

describe('a node that talks in peace', () => {
  it('is named as long as it was never seen silent', () => {
    const { sim, queued } = nodesOf(0, 3, 1)
    const talkers = new Talkers(sim)
    expect(talkers.look()).toBe('n1 has had broadcasts to send ever since, 3 now, in peace')
    queued[1] = 0
    expect(talkers.look()).toMatch(/^n2 /)
    queued[1] = 5 // news again, which is nobody's fault
    expect(talkers.look()).toMatch(/^n2 /)
    queued[2] = 0
    expect(talkers.look()).toBeUndefined()
  })

  it('is nobody who is down, or alone', () => {
    const { sim, down } = nodesOf(2, 2)
    const talkers = new Talkers(sim)
    expect(talkers.look()).toMatch(/^n0 /)
    down.add(0)
    expect(talkers.look()).toBeUndefined()
  })
})
