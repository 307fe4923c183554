import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { toChromeTrace } from '../../src/sim/index.ts'
import { commitId } from '../support/commit.ts'
import { replayedSeed } from '../support/seed.ts'
import { KNOBS, knobsText } from '../swarm/knobs.ts'
import { runSeed, type SeedOptions, type SeedOutcome } from '../swarm/run-seed.ts'
import { replayCapsule, shrinkSeed } from '../swarm/shrink-seed.ts'
import { nodeName } from '../../src/experiments/cluster/full-node.ts'
import type { Check, Report } from './check.ts'

const SEEDS = { small: 40, full: 1000 }
/** So many failing seeds are made small, each in at most so many runs. */
const MOST_SHRUNK = 2
const SHRINK_RUNS = 200
/** Without refutation nobody comes back, however long one waits. */
const BUG: SeedOptions = { plantBug: true, healLimitMs: 100_000 }
const BUG_SEEDS = { small: 4, full: 20 }

/** Random clusters under random faults, in virtual time. */
export const swarmCheck: Check = {
  name: 'swarm',
  title: 'after random faults every live node sees exactly the live nodes; a planted bug is caught and replays',
  smallLimitMs: 180_000,
  async run(size, report, signal) {
    const { HEARSAY_CAPSULE: capsule } = process.env
    if (capsule !== undefined) return tellCapsule(capsule, report)
    const only = replayedSeed()
    if (only !== undefined) return replay(only, report)
    const outcomes: SeedOutcome[] = []
    for (let seed = 1; seed <= SEEDS[size]; seed++) {
      signal.throwIfAborted()
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
  const options = process.env['HEARSAY_PLANT_BUG'] === '1' ? BUG : {}
  const outcome = runSeed(seed, { ...options, ...tracing(report) })
  report.figure('nodes', outcome.nodes)
  report.figure('faults', outcome.faults)
  report.note(`knobs: ${knobsText(outcome.knobs) || 'none is turned'}`)
  report.figure('trace hash', outcome.traceHash)
  report.expect(outcome.failure === undefined, outcome.failure ?? '')
  if (outcome.fingerprint !== undefined) tellShrunk(outcome, report, options)
}

/** Runs a capsule, or a file that holds one, and says whether it still is the run that the capsule was made of. */
function tellCapsule(given: string, report: Report): void {
  const { capsule, outcome } = replayCapsule(
    existsSync(given) ? readFileSync(given, 'utf8') : given,
    tracing(report).inspect,
  )
  report.figure('commit of the capsule', capsule.commit)
  report.figure('nodes', outcome.nodes)
  report.figure('faults', outcome.faults)
  report.note(`knobs: ${knobsText(outcome.knobs) || 'none is turned'}`)
  report.figure('trace hash', outcome.traceHash)
  const isSame = outcome.traceHash === capsule.traceHash
  report.note(isSame ? 'the run is the one of the capsule' : `the capsule was made with the trace ${capsule.traceHash}`)
  report.expect(outcome.failure === undefined, outcome.failure ?? '')
}

/** Writes the trace of a replayed run to the file HEARSAY_TRACE, for ui.perfetto.dev, if that is set. */
function tracing(report: Report): Pick<SeedOptions, 'inspect'> {
  const { HEARSAY_TRACE: path } = process.env
  if (path === undefined) return {}
  return {
    inspect: (sim, { schedule }) => {
      writeFileSync(path, toChromeTrace(sim.trace, { schedule, nodeName }))
      report.note(`the trace is in ${path}`)
    },
  }
}

/** Says what of a failing seed's faults is needed. */
function tellShrunk(outcome: SeedOutcome, report: Report, options: SeedOptions = {}): void {
  const { seed, fingerprint, faults, nodes } = outcome
  if (fingerprint === undefined) return
  report.progress(`making seed ${seed} small`)
  const { shrunk, command } = shrinkSeed(seed, { ...options, fingerprint, commit: commitId(), maxRuns: SHRINK_RUNS })
  const left = `${shrunk.schedule.length} of ${faults} faults and ${shrunk.nodes} of ${nodes} nodes`
  report.note(`seed ${seed} fails with ${left} (${shrunk.isMinimal ? 'each fault is needed' : 'the runs ran out'})`)
  for (const fault of shrunk.schedule) report.note(JSON.stringify(fault))
  report.note(`knobs: ${knobsText(shrunk.knobs ?? {}) || 'none is needed'}`)
  report.note(command)
}

function tell(report: Report, outcomes: readonly SeedOutcome[]): void {
  const healed = outcomes.map((outcome) => outcome.healedAfterMs).sort((a, b) => a - b)
  report.figure('seeds', outcomes.length)
  report.figure('nodes', `${least(outcomes, 'nodes')} to ${most(outcomes, 'nodes')}`)
  report.figure(
    'faults in all',
    outcomes.reduce((sum, outcome) => sum + outcome.faults, 0),
  )
  const turned = outcomes.map(({ knobs }) => Object.keys(knobs))
  report.figure('seeds with knobs turned', turned.filter((names) => names.length > 0).length)
  report.figure('knobs that were turned', new Set(turned.flat()).size, `of ${Object.keys(KNOBS).length}`)
  report.figure(
    'events in all',
    outcomes.reduce((sum, outcome) => sum + outcome.events, 0),
  )
  report.figure('agreement after the faults, median', (healed[healed.length >> 1] ?? 0) / 1000, 'virtual s')
  report.figure('agreement after the faults, worst', (healed.at(-1) ?? 0) / 1000, 'virtual s')
  const failures = outcomes.filter((outcome) => outcome.failure !== undefined)
  report.figure('failed seeds', failures.length)
  for (const { failure } of failures) report.expect(false, failure ?? '')
  for (const outcome of failures.slice(0, MOST_SHRUNK)) tellShrunk(outcome, report)
}

function plantedBug(report: Report, seeds: number): void {
  const outcomes = Array.from({ length: seeds }, (_, i) => runSeed(i + 1, BUG))
  const caught = outcomes.find((outcome) => outcome.failure !== undefined)
  report.expect(caught !== undefined, `${seeds} seeds did not notice that refutation was switched off`)
  if (caught === undefined) return
  report.figure('planted bug caught in', outcomes.filter((o) => o.failure !== undefined).length, `of ${seeds} seeds`)
  report.note(`planted bug: ${caught.failure}`)
  const again = runSeed(caught.seed, BUG)
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
