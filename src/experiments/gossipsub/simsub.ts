import { deriveSeed } from '../../base/rng.ts'
import type { GossipSubConfig } from '../../dissemination/index.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { simsubClaims } from './simsub-claims.ts'
import { LAZY, runSimsub, SIMSUB, type SimsubRun, VERSION_1_0, VERSION_1_1 } from './simsub-run.ts'

/** vyzo's simulation of GossipSub, with our layer. */
export const simsub: Experiment = {
  id: 'gossipsub-simsub',
  title: 'GossipSub: messages, gossip and delays of vyzo’s simulation; one copy a node with lazy links',
  source: 'Vyzovitis, gerbil-simsub, GitHub 2018 to 2022, and its published runs of v1.0 and v1.1',
  parameters: {
    nodes: '250 and 1000',
    'connections dialled by each': SIMSUB.dials,
    'latency of a link': '10 to 150 ms, and up to 10 % more for each message',
    'D, D_low, D_high': '6, 4, 12',
    heartbeat: '1 s',
    messages: '60 of 5 sources, one a second, after 10 s',
  },
  claims: simsubClaims,
  run: measure,
}

const VERSIONS: Readonly<Record<string, GossipSubConfig>> = { 'v1.0': VERSION_1_0, 'v1.1': VERSION_1_1, lazy: LAZY }

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Record<string, Measurement>> {
  const measured: Record<string, Measurement> = {}
  const sizes = [250, 1000] as const
  for (const [i, nodes] of sizes.entries()) {
    const runs = new Map<string, SimsubRun>()
    for (const [name, config] of Object.entries(VERSIONS)) {
      await breathe(signal)
      runs.set(name, runSimsub(deriveSeed(seed, nodes), Math.max(40, Math.ceil(nodes * scale)), config))
    }
    for (const [name, run] of runs) Object.assign(measured, measurementsOf(run, `${name}, ${nodes}`))
    Object.assign(measured, comparisons(runs, nodes))
    progress((i + 1) / sizes.length)
  }
  return measured
}

function measurementsOf(run: SimsubRun, name: string): Record<string, Measurement> {
  return {
    [`delivered, ${name}`]: { value: run.deliveredShare },
    [`messages, ${name}`]: { value: run.messages },
    [`announcements, ${name}`]: { value: run.ihaves },
    [`requests, ${name}`]: { value: run.iwants },
    [`grafts, ${name}`]: { value: run.grafts },
    [`copies, ${name}`]: { value: run.copies },
    [`within 200 ms, ${name}`]: { value: ((run.histogram[0] ?? 0) + (run.histogram[1] ?? 0)) / total(run) },
    [`longest, ${name}`]: { value: run.maxMs },
  }
}

function comparisons(runs: ReadonlyMap<string, SimsubRun>, nodes: number): Record<string, Measurement> {
  const run = (name: string): SimsubRun => runs.get(name) as SimsubRun
  const [plain, flood, lazy] = [run('v1.0'), run('v1.1'), run('lazy')]
  return {
    [`within 100 ms by flooding, times, ${nodes}`]: { value: (flood.histogram[0] ?? 0) / (plain.histogram[0] || 1) },
    [`p99 with lazy links, times, ${nodes}`]: { value: lazy.p99Ms / plain.p99Ms },
  }
}

function total({ histogram }: SimsubRun): number {
  return histogram.reduce((sum, count) => sum + count, 0)
}
