import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Dead } from '../../membership/swim/messages.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { type NodeStack, nodeName } from '../../membership/serf/node-stack.ts'
import type { SimNode } from '../../sim/index.ts'
import { LivingCluster } from './living-cluster.ts'

function cluster(refute = false): LivingCluster {
  const network = { latency: 1 }
  const living = new LivingCluster({ seed: 1, size: 6, spare: 0, swim: { refute }, network })
  living.sim.run(2000)
  return living
}

/** A member tells another one that a third is dead. */
function condemn({ sim }: LivingCluster, at: number, place: number, incarnation = 1): void {
  const dead: Dead = { tag: SWIM_TAGS.dead, incarnation, node: nodeName(place), from: nodeName(0) }
  const { layer } = sim.nodes[at] as SimNode
  ;(layer as NodeStack).swim.onMessage(0 as PeerId, dead)
}

describe('a verdict of death', () => {
  it('on a member that lives is false', () => {
    const living = cluster()
    condemn(living, 1, 3)
    expect(living.falseDeaths).toBe(1)
  })

  it('counts once, however many tell it', () => {
    const living = cluster()
    condemn(living, 1, 3)
    condemn(living, 2, 3)
    living.sim.run(2000)
    expect(living.falseDeaths).toBe(1)
  })

  it('counts again once the last one was refuted', () => {
    const living = cluster(true)
    condemn(living, 1, 3)
    living.sim.run(2000)
    const { layer } = living.sim.nodes[3] as SimNode
    condemn(living, 1, 3, (layer as NodeStack).swim.incarnation)
    expect(living.falseDeaths).toBe(2)
  })

  it('on whoever has just come back is on the one who had the name before', () => {
    const living = cluster()
    living.die(3, 'process')
    living.rejoin(3, 0)
    condemn(living, 1, 3)
    expect(living.falseDeaths).toBe(0)
  })
})
