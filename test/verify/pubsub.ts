import { type PubSubOutcome, runPubSubSeed } from '../overlays/run-pubsub-seed.ts'
import { replayedSeed } from '../support/seed.ts'
import type { Check, Report } from './check.ts'

const SEEDS = { small: 16, full: 500 }

/** Topics under random faults, in virtual time. */
export const pubSubCheck: Check = {
  name: 'pubsub',
  title:
    'after random faults every mesh of GossipSub is symmetric and within its bounds, and each message is told once to all who want it',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const only = replayedSeed()
    const seeds = only === undefined ? Array.from({ length: SEEDS[size] }, (_, i) => i + 1) : [only]
    const outcomes: PubSubOutcome[] = []
    for (const seed of seeds) {
      signal.throwIfAborted()
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${seeds.length}`)
      outcomes.push(runPubSubSeed(seed))
      await new Promise((resolve) => setImmediate(resolve))
    }
    tell(report, outcomes)
    const [first] = outcomes
    const isSame = first === undefined || runPubSubSeed(first.seed).traceHash === first.traceHash
    report.expect(isSame, 'the same seed gave another trace')
  },
}

function tell(report: Report, outcomes: readonly PubSubOutcome[]): void {
  report.figure('seeds', outcomes.length)
  report.figure('… with lazy links', outcomes.filter(({ isLazy }) => isLazy).length)
  report.figure('faults in all', sum(outcomes, 'faults'))
  report.figure('messages afterwards', sum(outcomes, 'messages'))
  report.figure('of these, not told exactly once to all', sum(outcomes, 'incomplete'))
  for (const isLazy of [false, true]) {
    const some = outcomes.filter((outcome) => outcome.isLazy === isLazy)
    const name = isLazy ? 'copies for each that was told, lazy links' : 'copies for each that was told'
    if (some.length > 0) report.figure(name, Math.round((100 * sum(some, 'copies')) / sum(some, 'told')) / 100)
  }
  const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
  report.figure('failed seeds', failures.length)
  for (const failure of failures) report.expect(false, failure)
}

function sum(
  outcomes: readonly PubSubOutcome[],
  key: 'faults' | 'messages' | 'incomplete' | 'copies' | 'told',
): number {
  return outcomes.reduce((all, outcome) => all + outcome[key], 0)
}
