import { type RelayCounts, type RelayOutcome, runRelaySeed } from '../relay/run-relay-seed.ts'
import { replayedSeed } from '../support/seed.ts'
import type { Check } from './check.ts'

const SEEDS = { small: 15, full: 500 }
/** Random nodes that do not answer hardly ever surround others. */
const MOST_CUT_OFF = 0.05

const COUNTS: Readonly<Record<keyof RelayCounts, string>> = {
  carried: 'messages and batches that somebody had',
  incomplete: 'of these, not at every live node exactly once',
  timeouts: 'requests that were not answered in time',
  rejected: 'bodies and batches that were rejected',
  collisions: 'short ids that fitted two items',
  fallbacks: 'batches that short ids made something else of',
}

/** Relays under random faults, and among nodes that do not answer or lie, in virtual time. */
export const relayCheck: Check = {
  name: 'relay',
  title:
    'after random faults every message and batch that somebody has reaches every live node once, whatever those do who never answer, send other bodies, or have short ids that collide',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const only = replayedSeed()
    const seeds = only === undefined ? Array.from({ length: SEEDS[size] }, (_, i) => i + 1) : [only]
    const outcomes: RelayOutcome[] = []
    for (const seed of seeds) {
      signal.throwIfAborted()
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${seeds.length}`)
      outcomes.push(runRelaySeed(seed))
      await new Promise((resolve) => setImmediate(resolve))
    }
    report.figure('seeds', outcomes.length)
    report.figure(
      'faults in all',
      outcomes.reduce((sum, { faults }) => sum + faults, 0),
    )
    const judged = outcomes.filter(({ isCutOff }) => !isCutOff)
    for (const [key, name] of Object.entries(COUNTS) as [keyof RelayCounts, string][]) {
      const sum = judged.reduce((all, { counts }) => all + counts[key], 0)
      report.figure(name, sum)
      const isPlanted = only === undefined && key !== 'incomplete'
      if (isPlanted) report.expect(sum > 0, `there were no ${name}: was anything tried?`)
    }
    const cutOff = outcomes.length - judged.length
    report.figure('seeds in which nodes that do not answer lay between others', cutOff)
    report.expect(cutOff <= Math.max(1, MOST_CUT_OFF * outcomes.length), `${cutOff} seeds were cut off`)
    const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
    report.figure('failed seeds', failures.length)
    for (const failure of failures) report.expect(false, failure)
    const [first] = outcomes
    const isSame = first === undefined || runRelaySeed(first.seed).traceHash === first.traceHash
    report.expect(isSame, 'the same seed gave another trace')
  },
}
