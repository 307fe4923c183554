import type { CrashFigures } from './measure-crashes.ts'
import type { SimFigures } from './measure-sim.ts'
import { measureWheel, type WheelFigures } from './measure-wheel.ts'
import { CRASHES, crashCase, simCase, simPlan } from './sim-cases.ts'

/**
 * `npm run bench -- sim [--json]`: the simulator with whole SWIM nodes, at rest and while members crash, and its event
 * queue beside C++'s. All times are CPU times. The crashes take most of an hour; `--no-crashes` leaves them out.
 */
const CASES = [
  simPlan('pings', 1000, 1, 300_000),
  simPlan('pings', 10_000, 1, 60_000),
  simPlan('pings', 100_000, 1, 5000),
  simPlan('swim', 1000, 1000, 60_000),
  simPlan('swim', 10_000, 10_000, 20_000),
  simPlan('swim', 100_000, 100_000, 5000),
  simPlan('swim', 100_000, 100, 5000),
]
const WHEELS = [
  { pending: 10_000, operations: 2_000_000, rounds: 5 },
  { pending: 1_000_000, operations: 2_000_000, rounds: 5 },
]

const cases: SimFigures[] = []
for (const plan of CASES) cases.push(await simCase(plan, { progress }))
const wheel = WHEELS.map(({ pending, operations, rounds }) => measureWheel(pending, operations, rounds))
const crashes = process.argv.includes('--no-crashes') ? undefined : await crashCase(CRASHES, { progress })
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ cases, wheel, crashes })}\n`)
else {
  const lines = [...cases.map(simLine), ...wheel.map(wheelLine), ...(crashes === undefined ? [] : [crashLine(crashes)])]
  process.stdout.write(`${lines.join('\n')}\n`)
}
if (wheel.some(({ isSameOrder }) => !isSameOrder)) {
  process.stderr.write('the queues did not give their entries out in the same order\n')
  process.exitCode = 1
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`)
}

function simLine(figures: SimFigures): string {
  const { layer, nodes, groupSize, eventsPerSecond, virtualSecondsPerSecond, bytesPerNode } = figures
  return (
    `${nodes} ${layer === 'swim' ? `SWIM nodes that know ${groupSize} each` : 'nodes that only ping'}: ${Math.round(eventsPerSecond / 1000)} k events/s, ` +
    `${virtualSecondsPerSecond.toPrecision(3)} virtual s per s, ${(bytesPerNode / 1024).toFixed(1)} KiB a node`
  )
}

function wheelLine({ pending, wheelNs, priorityQueueNs, isSameOrder }: WheelFigures): string {
  const beside =
    priorityQueueNs === undefined
      ? 'no g++ here to compare with'
      : `std::priority_queue ${priorityQueueNs.toFixed(0)} ns (${(priorityQueueNs / wheelNs).toFixed(2)} times as long)`
  return `${pending} pending: wheel ${wheelNs.toFixed(0)} ns, ${beside}${isSameOrder ? '' : ' – ANOTHER ORDER'}`
}

function crashLine(figures: CrashFigures): string {
  const { nodes, crashes: victims, virtualMs, cpuSeconds, peakBytes, knownToAll, falseDeaths, medianMs } = figures
  return (
    `${nodes} SWIM nodes of which ${victims} crash: ${virtualMs / 1000} virtual s in ${cpuSeconds.toFixed(0)} s, ` +
    `${(peakBytes / 2 ** 30).toFixed(1)} GiB at most; all survivors know of ${knownToAll} after ${Math.round(medianMs)} ms (median), ` +
    `${falseDeaths} false deaths`
  )
}
