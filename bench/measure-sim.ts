import { Simulation } from '../src/sim/index.ts'
import { heapInUse } from '../test/support/heap.ts'
import { type KnownClusterPlan, knownCluster, LATENCY } from './known-cluster.ts'
import { Pinger } from './pinger.ts'

/** What to simulate. */
export interface SimPlan extends KnownClusterPlan {
  /** Measured virtual time. */
  readonly virtualMs: number
  /** Whether nodes run SWIM, or only ping and answer with a few timers, which leaves the engine itself. */
  readonly layer: 'swim' | 'pings'
}

/** What it cost. */
export interface SimFigures extends SimPlan {
  readonly events: number
  readonly cpuSeconds: number
  readonly eventsPerSecond: number
  readonly virtualSecondsPerSecond: number
  /** Heap and typed arrays, the whole process by the number of nodes, after collecting garbage. */
  readonly bytesPerNode: number
  readonly traceHash: string
}

/** Virtual time before measuring, so that the first periods are over and the code is compiled. */
const WARM_UP_MS = 3000

/** Simulates whole SWIM nodes in groups that know each other from the beginning. */
export function measureSim(plan: SimPlan): SimFigures {
  const before = heapInUse()
  const sim = plan.layer === 'swim' ? knownCluster(plan).sim : pingersOf(plan)
  sim.run(WARM_UP_MS)
  const [events, started] = [sim.counters.events, process.cpuUsage()]
  sim.run(plan.virtualMs)
  const { user, system } = process.cpuUsage(started)
  const cpuSeconds = (user + system) / 1e6
  const done = sim.counters.events - events
  return {
    ...plan,
    events: done,
    cpuSeconds,
    eventsPerSecond: done / cpuSeconds,
    virtualSecondsPerSecond: plan.virtualMs / 1000 / cpuSeconds,
    bytesPerNode: (heapInUse() - before) / plan.nodes,
    traceHash: sim.traceHash,
  }
}

function pingersOf({ nodes, loss, trace }: SimPlan): Simulation {
  const sim = new Simulation({ seed: 1, network: { latency: LATENCY, loss }, trace })
  for (let i = 0; i < nodes; i++) sim.addNode((env) => new Pinger(env, nodes))
  return sim
}
