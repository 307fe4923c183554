import { type OverlayOutcome, runOverlaySeed } from '../overlays/run-overlay-seed.ts'
import { replayedSeed } from '../support/seed.ts'
import type { Check } from './check.ts'

const SEEDS = { small: 15, full: 500 }

/** Overlays and trees under random faults, in virtual time. */
export const overlaysCheck: Check = {
  name: 'overlays',
  title:
    'after random faults HyParView is symmetric and connected, every node has a link of Plumtree’s tree, and each message reaches all once; every post reaches all who stayed, once',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const only = replayedSeed()
    const seeds = only === undefined ? Array.from({ length: SEEDS[size] }, (_, i) => i + 1) : [only]
    const outcomes: OverlayOutcome[] = []
    for (const seed of seeds) {
      signal.throwIfAborted()
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${seeds.length}`)
      outcomes.push(runOverlaySeed(seed))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const sum = (key: 'faults' | 'broadcasts' | 'incomplete' | 'posts' | 'repaired'): number =>
      outcomes.reduce((all, outcome) => all + outcome[key], 0)
    report.figure('seeds', outcomes.length)
    report.figure(
      'nodes',
      `${Math.min(...outcomes.map(({ nodes }) => nodes))} to ${Math.max(...outcomes.map(({ nodes }) => nodes))}`,
    )
    report.figure('faults in all', sum('faults'))
    report.figure('broadcasts afterwards', sum('broadcasts'))
    report.figure('of these, not at every live node exactly once', sum('incomplete'))
    report.figure('posts during the faults', sum('posts'))
    report.figure('deliveries of them that were repairs', sum('repaired'))
    const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
    report.figure('failed seeds', failures.length)
    for (const failure of failures) report.expect(false, failure)
    const [first] = outcomes
    const isSame = first === undefined || runOverlaySeed(first.seed).traceHash === first.traceHash
    report.expect(isSame, 'the same seed gave another trace')
  },
}
