import { commitId } from '../support/commit.ts'
import { planOf } from '../swarm/plan.ts'
import { runSeed, type SeedOutcome } from '../swarm/run-seed.ts'
import { replayCapsule, shrinkSeed } from '../swarm/shrink-seed.ts'
import type { Check, Report } from './check.ts'

const SIZES = { small: { failing: 1, mostNodes: 12 }, full: { failing: 8, mostNodes: 40 } }
const MAX_RUNS = 400
const MOST_FAULTS = 3
/** Without refutation nobody comes back, however long one waits; a healthy cluster is done by then. */
const HEAL_LIMIT_MS = 100_000
const MOST_SEEDS = 200

/** A planted bug, reduced to what shows it. */
export const shrinkCheck: Check = {
  name: 'shrink',
  title: `runs that fail without refutation are reduced to at most ${MOST_FAULTS} faults, and replay from a capsule`,
  smallLimitMs: 60_000,
  async run(size, report, signal) {
    const { failing, mostNodes } = SIZES[size]
    let found = 0
    for (let seed = 1; seed <= MOST_SEEDS && found < failing; seed++) {
      signal.throwIfAborted()
      if (planOf(seed).nodes > mostNodes || planOf(seed).schedule.length <= MOST_FAULTS) continue
      const outcome = runSeed(seed, BUG)
      if (outcome.fingerprint === undefined) continue
      found++
      report.progress(`seed ${seed}: ${outcome.nodes} nodes, ${outcome.faults} faults`)
      reduce(outcome, outcome.fingerprint, report)
      await new Promise((resolve) => setImmediate(resolve)) // lets an interrupt through
    }
    report.expect(found === failing, `only ${found} of ${failing} failing seeds among ${MOST_SEEDS}`)
  },
}

const BUG = { plantBug: true, healLimitMs: HEAL_LIMIT_MS }

function reduce({ seed, faults, nodes }: SeedOutcome, fingerprint: string, report: Report): void {
  const { shrunk, capsule, command } = shrinkSeed(seed, { ...BUG, fingerprint, commit: commitId(), maxRuns: MAX_RUNS })
  const left = shrunk.schedule.length
  report.figure(
    `seed ${seed}`,
    `${faults} to ${left} faults, ${nodes} to ${shrunk.nodes} nodes`,
    `(${shrunk.runs} runs)`,
  )
  report.note(command)
  report.expect(left <= MOST_FAULTS, `seed ${seed} still has ${left} faults`)
  report.expect(left < faults, `seed ${seed} has lost none of its ${faults} faults`)
  report.expect(shrunk.isMinimal, `seed ${seed} ran out of its ${MAX_RUNS} runs`)
  const { outcome } = replayCapsule(JSON.stringify(capsule))
  const isSame = outcome.fingerprint === fingerprint && outcome.traceHash === capsule.traceHash
  report.expect(isSame, `the capsule of seed ${seed} did not replay`)
}
