import { measureEngine, measureReference } from '../../bench/measure-population.ts'
import { binomialAgreement, hugeBinomialAgreement } from '../agreement/compare-binomials.ts'
import { allKnowing, compareEngines, type Comparison, severalBlocks, stopRules } from '../agreement/compare-engines.ts'
import { odeAgreement } from '../agreement/compare-ode.ts'
import type { Check, CheckSize, Report } from './check.ts'

const SEED = 20_260_101
const COMPARISONS: Readonly<Record<CheckSize, readonly Comparison[]>> = {
  small: [...allKnowing(1000, 150), ...severalBlocks(300_000, 60), ...stopRules(1000, 150)],
  full: [
    ...allKnowing(1000, 3000),
    ...allKnowing(10_000, 500),
    ...severalBlocks(300_000, 1500),
    ...stopRules(1000, 3000),
    ...stopRules(10_000, 500),
  ],
}
const DRAWS = { small: 20_000, full: 1_000_000 }
const ODE_RUNS = { small: 5, full: 40 }
/** In shares of the population: runs of 10^5 nodes scatter by some 0.003, and a step of 0.01 shifts by as much. */
const ODE_LIMIT = 0.008
const BLOCK_NODES = 1e8
const COUNT_NODES = 1e12
const REFERENCE_LIMIT = 1.2
const COUNT_LIMIT_MS = 1000

/** The engines of src/population against one another, against formulas, and against C++. */
export const populationCheck: Check = {
  name: 'population',
  title: 'three engines and the differential equations agree; 10^8 nodes at the speed of C++, 10^12 in under a second',
  async run(size, report, signal) {
    await checkAgreement(size, report, signal)
    checkOde(size, report)
    if (size === 'full') await checkSpeed(report, signal)
  },
}

async function checkAgreement(size: CheckSize, report: Report, signal: AbortSignal): Promise<void> {
  const all = [...binomialAgreement(DRAWS[size], SEED), ...hugeBinomialAgreement(DRAWS[size] / 10, SEED)]
  for (const comparison of COMPARISONS[size]) {
    report.progress(`${comparison.engines.join(' and ')} on ${JSON.stringify(comparison.plan)}`)
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    all.push(...compareEngines(comparison, SEED))
  }
  report.figure('distributions compared', all.length)
  report.figure(
    'greatest distance',
    Math.max(...all.map(({ distance }) => distance)),
    '× what chance allows (1 in 10^4)',
  )
  for (const { what, distance } of all) {
    report.expect(distance <= 1, `${what}: ${distance.toFixed(2)} times as far apart as chance allows`)
  }
}

function checkOde(size: CheckSize, report: Report): void {
  report.progress('differential equations')
  const all = odeAgreement(ODE_RUNS[size], SEED)
  const off = all.map(({ predicted, measured }) => Math.abs(predicted - measured))
  report.figure('differential equations, greatest difference', Math.max(...off), 'of the population')
  all.forEach(({ what, predicted, measured }, i) => {
    report.expect((off[i] as number) <= ODE_LIMIT, `${what}: ${predicted.toFixed(4)} predicted, ${measured.toFixed(4)}`)
  })
}

async function checkSpeed(report: Report, signal: AbortSignal): Promise<void> {
  report.progress('10^12 nodes by counts')
  const counts = measureEngine({ nodes: COUNT_NODES, mode: 'push-pull', seed: SEED }, 'counts', 5)
  report.figure('10^12 nodes push-pull by counts', counts.cpuMs, 'ms CPU')
  report.expect(counts.cpuMs < COUNT_LIMIT_MS, `10^12 nodes took ${counts.cpuMs.toFixed(0)} ms CPU`)
  report.progress('10^8 nodes by blocks')
  const blocks = measureEngine({ nodes: BLOCK_NODES, mode: 'push-pull', seed: SEED }, 'blocks', 7)
  report.figure('10^8 nodes push-pull by blocks', blocks.cpuMs, 'ms CPU')
  report.figure('per node and round', blocks.nsPerNodeRound, 'ns')
  report.progress('10^8 nodes by C++')
  const reference = await measureReference(BLOCK_NODES, 7, signal)
  if (reference === undefined) return report.note('no g++ here, so nothing to compare with')
  const ratio = blocks.nsPerNodeRound / reference.portable.nsPerNodeRound
  report.figure('C++ -O3, per node and round', reference.portable.nsPerNodeRound, 'ns')
  report.figure('C++ -O3 -march=native', reference.native.nsPerNodeRound, 'ns')
  report.figure('hearsay / C++ -O3', ratio, `(at most ${REFERENCE_LIMIT})`)
  report.figure('hearsay / C++ -O3 -march=native', blocks.nsPerNodeRound / reference.native.nsPerNodeRound)
  report.expect(ratio <= REFERENCE_LIMIT, `10^8 nodes cost ${ratio.toFixed(2)} times what they cost in C++`)
}
