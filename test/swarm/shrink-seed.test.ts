import { describe, expect, it } from 'vitest'
import { readCapsule } from '../../src/sim/index.ts'
import { planOf } from './plan.ts'
import { runSeed, type SeedOptions, type SeedOutcome } from './run-seed.ts'
import { replayCapsule, shrinkSeed, type ShrunkSeed } from './shrink-seed.ts'

const COMMIT = '0123456789abcdef0123456789abcdef01234567'
const BUG: SeedOptions = { plantBug: true, healLimitMs: 100_000 }

/** The first small cluster that fails without refutation. */
function firstFailing(): SeedOutcome {
  for (let seed = 1; seed < 200; seed++) {
    if (planOf(seed).nodes > 12) continue
    const outcome = runSeed(seed, BUG)
    if (outcome.fingerprint !== undefined) return outcome
  }
  throw new Error('no small cluster fails')
}

describe('a failing run of the swarm', () => {
  const outcome = firstFailing()
  const fingerprint = outcome.fingerprint ?? ''
  const shrunkIn = (maxRuns: number): ShrunkSeed =>
    shrinkSeed(outcome.seed, { ...BUG, fingerprint, commit: COMMIT, maxRuns })

  it('is made small, and its capsule is that small run', () => {
    const { shrunk, capsule, command } = shrunkIn(300)
    expect(shrunk.schedule.length).toBeLessThan(outcome.faults)
    const json = /^HEARSAY_CAPSULE='(.*)' npm run verify -- swarm$/.exec(command)?.[1] ?? ''
    expect(readCapsule(json)).toEqual(capsule)
    const replayed = replayCapsule(json).outcome
    const { nodes, traceHash } = shrunk
    expect(replayed).toMatchObject({ fingerprint, traceHash, nodes, faults: shrunk.schedule.length })
    expect(replayed.failure).not.toContain('HEARSAY_SEED')
  })

  it('is no capsule of the swarm without its options', () => {
    const { capsule } = shrunkIn(2)
    const replayWith = (change: Record<string, unknown>): unknown =>
      replayCapsule(JSON.stringify({ ...capsule, options: { ...capsule.options, ...change } }))
    for (const loss of [undefined, true]) expect(() => replayWith({ loss })).toThrow('options.loss: ')
    expect(() => replayWith({ knobs: undefined })).toThrow('options.knobs: ')
    expect(() => replayWith({ knobs: { 'swim.gossipNodes': 7 } })).toThrow('options.knobs.swim.gossipNodes: ')
    for (const nodes of [0, 2.5, 1e9]) expect(() => replayWith({ nodes })).toThrow('options.nodes: ')
  })
})
