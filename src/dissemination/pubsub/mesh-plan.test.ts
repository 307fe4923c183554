import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { type MeshPlan, planMesh } from './mesh-plan.ts'
import { gossipSubOptions } from './options.ts'

const OPTIONS = gossipSubOptions()

interface Given {
  readonly mesh: number
  readonly others?: number
  readonly scores?: Readonly<Record<number, number>>
  readonly outbound?: readonly number[]
  readonly threshold?: number
}

function peersFrom(first: number, count: number): PeerId[] {
  return Array.from({ length: count }, (_, i) => (first + i) as PeerId)
}

/** A mesh of peers 0, 1, 2…, and candidates 100, 101, 102… */
function plan({ mesh, others = 0, scores = {}, outbound, threshold }: Given, seed = 1): MeshPlan {
  const rng = new Rng(seed)
  const state = {
    peers: new Set(peersFrom(0, mesh)),
    candidates: () => peersFrom(100, others),
    scoreOf: (peer: PeerId) => scores[peer] ?? 0,
    isOutbound: outbound === undefined ? undefined : (peer: PeerId) => outbound.includes(peer),
    opportunity: threshold === undefined ? undefined : { threshold },
  }
  return planMesh(state, OPTIONS, () => rng.next())
}

describe('a heartbeat', () => {
  it('leaves a mesh alone that is within its bounds', () => {
    for (let mesh = OPTIONS.dLow; mesh <= OPTIONS.dHigh; mesh++) {
      expect(plan({ mesh, others: 10 })).toEqual({ graft: [], prune: [], expel: [] })
    }
  })

  it('brings any mesh within its bounds where there are peers enough', () => {
    const peers = fc.nat(30)
    fc.assert(
      fc.property(peers, peers, fc.nat(), (mesh, others, seed) => {
        const { graft, prune, expel } = plan({ mesh, others }, seed)
        const size = mesh + graft.length - prune.length - expel.length
        expect(size).toBeLessThanOrEqual(OPTIONS.dHigh)
        expect(size).toBeGreaterThanOrEqual(Math.min(mesh + others, OPTIONS.dLow))
        expect(new Set([...graft, ...prune, ...expel]).size).toBe(graft.length + prune.length + expel.length)
      }),
    )
  })

  it('sends away whose score is below zero, and fills their places', () => {
    const { graft, expel } = plan({ mesh: 5, others: 10, scores: { 1: -1, 3: -0.1 } })
    expect([expel, graft.length]).toEqual([[1, 3], 3])
  })

  it('keeps the best D_score of too many, and otherwise lets chance decide', () => {
    const scores = { 2: 4, 5: 3, 7: 2, 11: 1 }
    const pruned = new Set<number>()
    for (let seed = 0; seed < 50; seed++) for (const peer of plan({ mesh: 13, scores }, seed).prune) pruned.add(peer)
    expect(pruned).toEqual(new Set([0, 1, 3, 4, 6, 8, 9, 10, 12]))
  })

  it('keeps D_out of those that were dialled', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { prune } = plan({ mesh: 13, outbound: [6, 9] }, seed)
      expect(prune).toHaveLength(7)
      expect(prune).not.toContain(6)
      expect(prune).not.toContain(9)
    }
  })

  it('takes in peers that were dialled if there are fewer than D_out', () => {
    expect(plan({ mesh: 8, others: 10, outbound: [105, 107, 109] }).graft).toHaveLength(2)
    expect(plan({ mesh: 8, others: 10, outbound: [3, 105] }).graft).toEqual([105])
    expect(plan({ mesh: 8, others: 10, outbound: [3, 4, 105] }).graft).toEqual([])
  })

  it('betters a poor mesh with peers above its median', () => {
    const scores = { 0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 101: 4, 102: 3, 103: 9, 104: 5 }
    const { graft } = plan({ mesh: 5, others: 6, scores, threshold: 5 })
    expect(graft).toHaveLength(2)
    for (const peer of graft) expect([101, 103, 104]).toContain(peer)
    expect(plan({ mesh: 5, others: 6, scores, threshold: 3 }).graft).toEqual([])
    expect(plan({ mesh: 5, others: 6, scores }).graft).toEqual([])
  })
})

describe('settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => gossipSubOptions({ dLow: 7 })).toThrow('pubsub.dLow is 7, but must be at most d, which is 6')
    expect(() => gossipSubOptions({ dHigh: 5 })).toThrow('pubsub.dHigh is 5')
    expect(() => gossipSubOptions({ dOut: 4 })).toThrow('pubsub.dOut is 4')
    expect(() => gossipSubOptions({ dScore: 7 })).toThrow('pubsub.dScore is 7')
    expect(() => gossipSubOptions({ historyGossip: 6 })).toThrow('pubsub.historyGossip is 6')
    expect(() => gossipSubOptions({ trees: 0 })).toThrow('pubsub.trees is 0')
  })
})
