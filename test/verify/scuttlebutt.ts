import { replayedSeed } from '../support/seed.ts'
import { runScuttlebuttSeed, type ScuttlebuttOutcome } from '../scuttlebutt/run-scuttlebutt-seed.ts'
import type { Check } from './check.ts'

const SEEDS = { small: 15, full: 500 }

/** Scuttlebutt's maps under random faults, in virtual time. */
export const scuttlebuttCheck: Check = {
  name: 'scuttlebutt',
  title: 'after random faults all live nodes hold the same maps of everybody',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const only = replayedSeed()
    const seeds = only === undefined ? Array.from({ length: SEEDS[size] }, (_, i) => i + 1) : [only]
    const outcomes: ScuttlebuttOutcome[] = []
    for (const seed of seeds) {
      signal.throwIfAborted()
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${seeds.length}`)
      outcomes.push(runScuttlebuttSeed(seed))
      await new Promise((resolve) => setImmediate(resolve))
    }
    const sum = (key: 'faults' | 'updates' | 'cuts'): number => outcomes.reduce((all, outcome) => all + outcome[key], 0)
    report.figure('seeds', outcomes.length)
    report.figure('faults in all', sum('faults'))
    report.figure('updates in all', sum('updates'))
    report.figure('exchanges into which not everything fitted', sum('cuts'))
    report.figure('longest time to agree', Math.max(...outcomes.map(({ agreedAfterS }) => agreedAfterS)), 's')
    const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
    report.figure('failed seeds', failures.length)
    for (const failure of failures) report.expect(false, failure)
    report.expect(sum('updates') > 0, 'nothing was ever written')
    const [first] = outcomes
    const isSame = first === undefined || runScuttlebuttSeed(first.seed).traceHash === first.traceHash
    report.expect(isSame, 'the same seed gave another trace')
  },
}
