import { runSeed, type SeedOutcome } from '../swarm/run-seed.ts'
import type { Check, Report } from './check.ts'

const SEEDS = { small: 40, full: 1000 }
const BUG_SEEDS = { small: 4, full: 20 }

/** Random clusters under random faults, in virtual time. */
export const swarmCheck: Check = {
  name: 'swarm',
  title: 'after random faults every live node sees exactly the live nodes; a planted bug is caught and replays',
  smallLimitMs: 180_000,
  async run(size, report, signal) {
    const only = process.env['HEARSAY_SEED']
    if (only !== undefined) return replay(Number(only), report)
    const outcomes: SeedOutcome[] = []
    for (let seed = 1; seed <= SEEDS[size] && !signal.aborted; seed++) {
      if (seed % 25 === 0) report.progress(`seed ${seed} of ${SEEDS[size]}`)
      outcomes.push(runSeed(seed))
      await turn()
    }
    tell(report, outcomes)
    plantedBug(report, BUG_SEEDS[size])
    const again = runSeed(1)
    report.expect(again.traceHash === outcomes[0]?.traceHash, 'the same seed gave another trace')
  },
}

function replay(seed: number, report: Report): void {
  const outcome = runSeed(seed, { plantBug: process.env['HEARSAY_PLANT_BUG'] === '1' })
  report.figure('nodes', outcome.nodes)
  report.figure('faults', outcome.faults)
  report.figure('trace hash', outcome.traceHash)
  report.expect(outcome.failure === undefined, outcome.failure ?? '')
}

function tell(report: Report, outcomes: readonly SeedOutcome[]): void {
  const healed = outcomes.map((outcome) => outcome.healedAfterMs).sort((a, b) => a - b)
  report.figure('seeds', outcomes.length)
  report.figure('nodes', `${least(outcomes, 'nodes')} to ${most(outcomes, 'nodes')}`)
  report.figure(
    'faults in all',
    outcomes.reduce((sum, outcome) => sum + outcome.faults, 0),
  )
  report.figure(
    'events in all',
    outcomes.reduce((sum, outcome) => sum + outcome.events, 0),
  )
  report.figure('agreement after the faults, median', (healed[healed.length >> 1] ?? 0) / 1000, 'virtual s')
  report.figure('agreement after the faults, worst', (healed.at(-1) ?? 0) / 1000, 'virtual s')
  const failures = outcomes.filter((outcome) => outcome.failure !== undefined)
  report.figure('failed seeds', failures.length)
  for (const { failure } of failures) report.expect(false, failure ?? '')
}

function plantedBug(report: Report, seeds: number): void {
  const outcomes = Array.from({ length: seeds }, (_, i) => runSeed(i + 1, { plantBug: true }))
  const caught = outcomes.find((outcome) => outcome.failure !== undefined)
  report.expect(caught !== undefined, `${seeds} seeds did not notice that refutation was switched off`)
  if (caught === undefined) return
  report.figure('planted bug caught in', outcomes.filter((o) => o.failure !== undefined).length, `of ${seeds} seeds`)
  report.note(`planted bug: ${caught.failure}`)
  const again = runSeed(caught.seed, { plantBug: true })
  report.expect(
    again.failure === caught.failure && again.traceHash === caught.traceHash,
    'the planted bug did not replay',
  )
}

function least(outcomes: readonly SeedOutcome[], key: 'nodes'): number {
  return Math.min(...outcomes.map((outcome) => outcome[key]))
}

function most(outcomes: readonly SeedOutcome[], key: 'nodes'): number {
  return Math.max(...outcomes.map((outcome) => outcome[key]))
}

/** Lets an interrupt through. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
