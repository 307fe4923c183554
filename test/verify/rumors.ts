import { type RumorOutcome, runRumorSeed } from '../rumors/run-rumor-seed.ts'
import { VARIANTS } from '../rumors/variants.ts'
import { replayedSeed } from '../support/seed.ts'
import type { Check, Report } from './check.ts'

const SEEDS = { small: 14, full: 500 }

/** Rumour mongering under random faults, in virtual time. */
export const rumorsCheck: Check = {
  name: 'rumors',
  title:
    'under random faults no rumour is given twice to a life of a node and memory stays bounded; after them pulling variants leave nobody out',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const only = replayedSeed()
    const seeds = only === undefined ? Array.from({ length: SEEDS[size] }, (_, i) => i + 1) : [only]
    const outcomes: RumorOutcome[] = []
    for (const seed of seeds) {
      signal.throwIfAborted()
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${seeds.length}`)
      outcomes.push(runRumorSeed(seed))
      await new Promise((resolve) => setImmediate(resolve))
    }
    report.figure('seeds', outcomes.length)
    report.figure('faults in all', sum(outcomes, 'faults'))
    report.figure('rumours during the faults', sum(outcomes, 'during'))
    report.figure('of these, carried when they were over', sum(outcomes, 'carried'))
    for (const name of new Set(VARIANTS.map((variant) => variant.name))) tell(report, name, outcomes)
    const failures = outcomes.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))
    report.figure('failed seeds', failures.length)
    for (const failure of failures) report.expect(false, failure)
    const [first] = outcomes
    const isSame = first === undefined || runRumorSeed(first.seed).traceHash === first.traceHash
    report.expect(isSame, 'the same seed gave another trace')
  },
}

/** The residue of one variant. */
function tell(report: Report, name: string, all: readonly RumorOutcome[]): void {
  const outcomes = all.filter(({ variant }) => variant === name)
  if (outcomes.length === 0) return
  const mean = (key: 'missedDuring' | 'missedAfter'): string =>
    ((100 * sum(outcomes, key)) / outcomes.length).toFixed(2)
  report.figure(`${name}: missed by`, `${mean('missedDuring')} % during faults, ${mean('missedAfter')} % in peace`)
}

function sum(
  outcomes: readonly RumorOutcome[],
  key: 'faults' | 'during' | 'carried' | 'missedDuring' | 'missedAfter',
): number {
  return outcomes.reduce((all, outcome) => all + outcome[key], 0)
}
