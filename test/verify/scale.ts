import { type CrashPlan, measureCrashes } from '../../bench/measure-crashes.ts'
import { measureSim } from '../../bench/measure-sim.ts'
import { measureWheel } from '../../bench/measure-wheel.ts'
import { CRASHES, crashCase, simCase, simPlan } from '../../bench/sim-cases.ts'
import { isCompiled } from '../support/run-apart.ts'
import type { Check, CheckSize, Report } from './check.ts'

const SIZES: Readonly<Record<CheckSize, readonly (readonly [nodes: number, virtualMs: number])[]>> = {
  small: [[1000, 2000]],
  full: [
    [1000, 60_000],
    [10_000, 20_000],
    [100_000, 5000],
  ],
}
/** All leave the same trace. The best counts: what else the machine does only ever slows a run down. */
const ROUNDS = { small: 2, full: 5 }
const REAL_TIME_NODES = 100_000
const PENDING = { small: [10_000], full: [10_000, 1_000_000] }
const CRASH_PLANS: Readonly<Record<CheckSize, CrashPlan>> = {
  small: { nodes: 1000, crashes: 10, crashMs: 2000, virtualMs: 12_000 },
  full: CRASHES,
}
const MOST_BYTES = 8 * 2 ** 30

/** How fast the simulator is. */
export const scaleCheck: Check = {
  name: 'scale',
  title: '10^5 SWIM nodes are simulated in real time, by an event queue that is faster than C++’s',
  async run(size, report, signal) {
    await checkSpeed(size, report, signal)
    checkQueue(size, report)
  },
}

/** How large a cluster it can take while members crash. */
export const crashesCheck: Check = {
  name: 'crashes',
  title: '75,000 SWIM nodes with full membership, 750 of which crash, in less than 8 GiB (takes an hour)',
  run: checkCrashes,
}

/** The small form is quick, and may be asked of sources that were not compiled. */
function isApart(size: CheckSize): boolean {
  return size === 'full' && isCompiled()
}

async function checkSpeed(size: CheckSize, report: Report, signal: AbortSignal): Promise<void> {
  for (const [nodes, virtualMs] of SIZES[size]) {
    const all = []
    for (let round = 1; round <= ROUNDS[size]; round++) {
      report.progress(`${nodes} SWIM nodes, round ${round} of ${ROUNDS[size]}`)
      const plan = simPlan('swim', nodes, nodes, virtualMs)
      all.push(isApart(size) ? await simCase(plan, { progress: () => {}, signal }) : measureSim(plan))
    }
    const [best] = all.toSorted((a, b) => b.virtualSecondsPerSecond - a.virtualSecondsPerSecond)
    if (best === undefined) continue
    report.figure(`${nodes} SWIM nodes`, best.virtualSecondsPerSecond, 'virtual s per CPU s')
    report.figure(`${nodes} SWIM nodes, events`, best.eventsPerSecond, 'per CPU s')
    const isReal = nodes !== REAL_TIME_NODES || best.virtualSecondsPerSecond >= 1
    report.expect(isReal, `${nodes} nodes are slower than real time: ${best.virtualSecondsPerSecond.toFixed(2)}`)
    report.expect(new Set(all.map(({ traceHash }) => traceHash)).size === 1, `${nodes} nodes: rounds differ`)
  }
}

function checkQueue(size: CheckSize, report: Report): void {
  for (const pending of PENDING[size]) {
    report.progress(`event queue, ${pending} pending`)
    const operations = size === 'small' ? 100_000 : 2_000_000
    const { wheelNs, priorityQueueNs, isSameOrder } = measureWheel(pending, operations, size === 'small' ? 1 : 5)
    report.figure(`event queue, ${pending} pending`, wheelNs, 'ns')
    report.expect(isSameOrder, `with ${pending} pending the queues give their entries out in different orders`)
    if (size === 'small') continue // how fast it is does not belong into a test
    if (priorityQueueNs === undefined) return report.skip('g++ is missing: there is no std::priority_queue')
    report.figure(`std::priority_queue, ${pending} pending`, priorityQueueNs, 'ns')
    report.expect(wheelNs < priorityQueueNs, `with ${pending} pending the wheel is slower than C++'s queue`)
  }
}

async function checkCrashes(size: CheckSize, report: Report, signal: AbortSignal): Promise<void> {
  const plan = CRASH_PLANS[size]
  const progress = (text: string): void => report.progress(text)
  const figures = isApart(size) ? await crashCase(plan, { progress, signal }) : measureCrashes(plan, progress)
  const what = `${plan.nodes} nodes of which ${plan.crashes} crash`
  report.figure(`${what}: most memory`, figures.peakBytes / 2 ** 30, 'GiB')
  report.figure(`${what}: CPU`, figures.cpuSeconds, `s for ${plan.virtualMs / 1000} virtual s`)
  report.figure(`${what}: suspicions and deaths sent`, figures.newsSent)
  report.figure('crashes that all survivors know of', figures.knownToAll)
  report.figure('from a crash until they do, median', figures.medianMs, 'ms')
  report.figure('from a crash until they do, greatest', figures.greatestMs, 'ms')
  report.figure('deaths told of the living', figures.falseDeaths)
  report.expect(figures.peakBytes < MOST_BYTES, `it took ${(figures.peakBytes / 2 ** 30).toFixed(2)} GiB`)
  report.expect(figures.knownToAll === plan.crashes, `all survivors know of ${figures.knownToAll} crashes only`)
  report.expect(figures.falseDeaths === 0, `${figures.falseDeaths} deaths were told of the living`)
}
