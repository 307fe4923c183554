import { spawnSync } from 'node:child_process'
import { inProject } from '../test/support/project.ts'
import type { SimFigures, SimPlan } from './measure-sim.ts'
import { measureWheel, type WheelFigures } from './measure-wheel.ts'

/**
 * `npm run bench -- sim [--json]`: the simulator with whole SWIM nodes, and its event queue beside C++'s. All times are
 * CPU times.
 */
const CASES: readonly SimPlan[] = [
  plan('pings', 1000, 1, 300_000),
  plan('pings', 10_000, 1, 60_000),
  plan('pings', 100_000, 1, 5000),
  plan('swim', 1000, 1000, 60_000),
  plan('swim', 10_000, 10_000, 20_000),
  plan('swim', 100_000, 100_000, 5000),
  plan('swim', 100_000, 100, 5000),
]
const WHEELS = [
  { pending: 10_000, operations: 2_000_000, rounds: 5 },
  { pending: 1_000_000, operations: 2_000_000, rounds: 5 },
]
const HEAP_MIB = 12_000

function plan(layer: SimPlan['layer'], nodes: number, groupSize: number, virtualMs: number): SimPlan {
  return { layer, nodes, groupSize, virtualMs, loss: 0.01, trace: 'hash' }
}

const isJson = process.argv.includes('--json')
const cases = CASES.map(measureCase)
const wheel = WHEELS.map(({ pending, operations, rounds }) => measureWheel(pending, operations, rounds))
if (isJson) process.stdout.write(`${JSON.stringify({ cases, wheel })}\n`)
else for (const line of [...cases.map(simLine), ...wheel.map(wheelLine)]) process.stdout.write(`${line}\n`)
if (wheel.some(({ isSameOrder }) => !isSameOrder)) {
  process.stderr.write('the queues did not give their entries out in the same order\n')
  process.exitCode = 1
}

/** In a process of its own, so that the memory of one case is not another's. */
function measureCase(wanted: SimPlan): SimFigures {
  const flags = ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`]
  const args = [...flags, inProject('.build/bench/sim-case.js'), JSON.stringify(wanted)]
  const { stdout, status } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`the case of ${wanted.nodes} nodes ended with ${String(status)}`)
  return JSON.parse(stdout) as SimFigures
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
