import { ln } from '../../base/logarithm.ts'
import { deriveSeed } from '../../base/rng.ts'
import type { Latency, Simulation } from '../../sim/index.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, greatestOf, meanOf, quantile } from '../measure.ts'
import { type BroadcastOutcome, type BroadcastPlan, runBroadcast } from './broadcast-run.ts'
import { maelstromClaims, measureOf } from './claims.ts'
import { FloodNode } from './flood-node.ts'
import { ShippingNode } from './shipping-node.ts'
import { grid, line, type Topology, total, tree4 } from './topologies.ts'

const NODES = 25
const LATENCY_MS = 100
const RATE = 100
const SECONDS = 20
const LEAST_SECONDS = 12
const RUNS = 3
const FRUGAL_MS = 100
/** When the network is cut in two, and whole again. */
const CUT_MS = [5000, 10_000] as const

type Subject = Pick<BroadcastPlan, 'make' | 'disturb'> & Partial<Pick<BroadcastPlan, 'latency'>>

/** Each equally likely part of the exponential distribution by its middle. */
const EXPONENTIAL: Latency = {
  kind: 'samples',
  samplesMs: Array.from({ length: 2000 }, (_, i) => -LATENCY_MS * ln(1 - (i + 0.5) / 2000)),
}

/** What is measured, by name. */
const SUBJECTS: Readonly<Record<string, Subject>> = {
  grid: flooding(grid),
  line: flooding(line),
  tree4: flooding(tree4),
  total: flooding(total),
  'grid, exponential': { ...flooding(grid), latency: EXPONENTIAL },
  default: shipping(),
  [`batch ${FRUGAL_MS}`]: shipping({ batchMs: FRUGAL_MS }),
  'hub on the larger side': shipping({}, from(1, 12)),
  'hub on the smaller side': shipping({}, from(0, 11)),
  'hub alone': shipping({}, [0]),
}

/** Maelstrom's broadcast workload as Gossip Glomers sets it: flooding as its guide has it, and what hearsay ships. */
export const maelstrom: Experiment = {
  id: 'maelstrom',
  title: 'Maelstrom’s broadcast: messages an operation and stable latencies',
  source:
    'Kingsbury, Maelstrom, doc/03-broadcast; Fly.io, Gossip Glomers, challenges 3c to 3e. Run in our simulator, not under Maelstrom',
  parameters: {
    nodes: NODES,
    'one way between nodes': `${LATENCY_MS} ms`,
    operations: `${RATE} a second for ${SECONDS} s, half of them broadcasts, then 10 s and a read at every node`,
    runs: RUNS,
  },
  claims: maelstromClaims,
  run: measure,
}

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Record<string, Measurement>> {
  const measured: Record<string, Measurement> = {}
  const runs = Math.max(1, Math.round(RUNS * scale))
  const seconds = Math.max(LEAST_SECONDS, SECONDS * scale)
  const subjects = Object.entries(SUBJECTS)
  for (const [i, [name, subject]] of subjects.entries()) {
    const outcomes: BroadcastOutcome[] = []
    for (let run = 0; run < runs; run++) {
      await breathe(signal)
      const own = deriveSeed(seed, i, run)
      outcomes.push(runBroadcast({ seed: own, nodes: NODES, latency: LATENCY_MS, rate: RATE, seconds, ...subject }))
    }
    Object.assign(measured, figuresOf(name, outcomes))
    progress((i + 1) / subjects.length)
  }
  return measured
}

function figuresOf(name: string, outcomes: readonly BroadcastOutcome[]): Record<string, Measurement> {
  const all = outcomes.flatMap(({ latencies }) => latencies)
  const spread = outcomes.flatMap(({ spreadMs }) => spreadMs)
  return {
    [measureOf(name, 'messages/op')]: meanOf(outcomes.map(({ messagesPerOperation }) => messagesPerOperation)),
    [measureOf(name, 'messages/broadcast, halved')]: meanOf(outcomes.map(halved)),
    [measureOf(name, 'median')]: { value: quantile(all, 0.5), n: all.length },
    [measureOf(name, '95 %')]: { value: quantile(all, 0.95), n: all.length },
    [measureOf(name, '99 %')]: { value: quantile(all, 0.99), n: all.length },
    [measureOf(name, 'max')]: greatestOf(all),
    ...(spread.length > 0 && { [measureOf(name, 'longest spread')]: greatestOf(spread) }),
    [measureOf(name, 'missing')]: greatestOf(outcomes.map(({ missing }) => missing)),
  }
}

/** For each operation if exactly half of them were broadcasts. */
function halved({ messagesPerOperation, operations, latencies }: BroadcastOutcome): number {
  return (messagesPerOperation * operations) / (2 * latencies.length)
}

function flooding(topology: Topology): Subject {
  return { make: (env) => new FloodNode(env, topology(env.self, NODES)) }
}

/** @param side cut off from the others for a while */
function shipping(options: { readonly batchMs?: number } = {}, side: readonly number[] = []): Subject {
  const make: Subject['make'] = (env) => new ShippingNode(env, NODES, options)
  return side.length === 0 ? { make } : { make, disturb: (sim) => cutOff(sim, side) }
}

function cutOff(sim: Simulation, side: readonly number[]): void {
  const others = from(0, NODES - 1).filter((node) => !side.includes(node))
  sim.at(CUT_MS[0], () => {
    const heal = sim.network.partition(side, others)
    sim.at(CUT_MS[1], heal)
  })
}

function from(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
