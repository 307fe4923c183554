import { Rng } from '../../src/base/rng.ts'
import {
  applySchedule,
  type FaultSchedule,
  type NetworkOptions,
  poissonChurn,
  RANDOM_FAULTS,
  type RandomFault,
  randomSchedule,
  type SimOptions,
  Simulation,
} from '../../src/sim/index.ts'
import { simWire } from '../../src/codec/index.ts'
import { nodeMaker } from '../../src/experiments/cluster/full-node.ts'

/** A run whose every event must follow from its seed. */
export interface Scenario {
  readonly name: string
  readonly options: Partial<SimOptions>
  readonly isOverBytes: boolean
  readonly schedule: FaultSchedule
}

const NODES = 6
const RUN_MS = 20_000
const FAULTS_MS = 15_000

/** Ten runs that have little in common: models of the network, faults of every kind, with and without bytes. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('calm', {}),
  scenario('calm, over bytes', {}, { isOverBytes: true }),
  scenario('loss', { loss: 0.2, duplication: 0.1, jitterMs: 20 }),
  scenario('bursts, over bytes', { loss: { kind: 'bursts', goodMs: 2000, badMs: 300 } }, { isOverBytes: true }),
  scenario('long tails, reordering', {
    latency: { kind: 'log-normal', medianMs: 5, sigma: 1 },
    reordering: { probability: 0.1, maxMs: 100 },
  }),
  scenario(
    'zones, bandwidth, crashes',
    { latency: zones(), bandwidth: { bytesPerSecond: 20_000 } },
    faults(1, 'crash'),
  ),
  scenario('measured latencies, pauses', { latency: { kind: 'samples', samplesMs: [1, 2, 2, 9] } }, faults(2, 'pause')),
  scenario(
    'partitions, over bytes',
    { loss: 0.05 },
    {
      ...faults(3, 'partition', 'flapping', 'ring', 'cut'),
      isOverBytes: true,
    },
  ),
  scenario(
    'slow and held nodes, wrong clocks',
    { loss: 0.05 },
    {
      ...faults(4, 'hold', 'cpu', 'clock'),
      options: { serviceMs: 2, driftPpm: 500 },
    },
  ),
  scenario(
    'churn and everything, over bytes',
    { loss: 0.05, jitterMs: 5 },
    {
      schedule: [...churn(), ...faults(5, ...RANDOM_FAULTS).schedule],
      isOverBytes: true,
    },
  ),
]

/** Runs a scenario. @returns the hash of its trace, and its counters as text */
export function runScenario({ options, isOverBytes, schedule }: Scenario, seed: number): string {
  const { wire, sizeOf, packetBudget } = simWire(NODES)
  const sim = new Simulation({ seed, sizeOf, packetBudget, ...(isOverBytes ? { wire } : {}), ...options })
  const make = nodeMaker()
  for (let i = 0; i < NODES; i++) sim.addNode(make)
  applySchedule(sim, schedule, { restart: make })
  sim.run(RUN_MS)
  const { events, datagramsDelivered, streamsAnswered, bytes } = sim.counters
  return `${sim.traceHash} ${events} ${datagramsDelivered} ${streamsAnswered} ${bytes}`
}

/** The outcome of every scenario, in order. */
export function runScenarios(seed: number): string[] {
  return SCENARIOS.map((one) => runScenario(one, seed))
}

function scenario(name: string, network: NetworkOptions, more: Partial<Scenario> = {}): Scenario {
  const { options = {}, isOverBytes = false, schedule = [] } = more
  return { name, options: { network, ...options }, isOverBytes, schedule }
}

function zones(): NonNullable<NetworkOptions['latency']> {
  const far = { kind: 'uniform', minMs: 40, maxMs: 60 } as const
  return {
    kind: 'zones',
    zones: [0, 0, 1],
    between: [
      [1, far],
      [far, 2],
    ],
  }
}

function faults(seed: number, ...kinds: readonly RandomFault[]): { readonly schedule: FaultSchedule } {
  const wanted = { nodes: NODES, durationMs: FAULTS_MS, intensity: 40, kinds }
  return { schedule: randomSchedule(new Rng(seed), wanted) }
}

function churn(): FaultSchedule {
  return poissonChurn(6, { nodes: NODES, meanUpMs: 20_000, meanDownMs: 2000, durationMs: FAULTS_MS })
}
