import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { cellsOf, runGrid } from '../lifeguard/grid.ts'

const MEMBERS = 128
const DURATIONS_MS = [32_768, 16_384] as const
const INTERVALS_MS = [64, 1024, 4096] as const
const LASTS_MS = 120_000

/** One member that is overloaded again and again must not take healthy ones down with it. */
export const flapping: Experiment = {
  id: 'flapping',
  title: 'One overloaded member makes healthy ones fail',
  source: 'HashiCorp Consul, issues 5567 and 5928; Lifeguard (DSN-W 2018), section V, with one anomaly',
  parameters: {
    members: MEMBERS,
    'overloaded members': 1,
    'blocked for, ms': DURATIONS_MS.join(', '),
    'between blocks, ms': INTERVALS_MS.join(', '),
    'virtual seconds per run': LASTS_MS / 1000,
  },
  claims: [
    {
      id: 'swim-flaps',
      text: 'Under plain SWIM healthy members are declared dead at healthy members',
      measure: 'false deaths at healthy members, SWIM',
      unit: 'deaths',
      provenance: 'source',
      band: { least: 1 },
    },
    {
      id: 'lifeguard-does-not',
      text: 'Under Lifeguard with alpha 5 none is',
      measure: 'false deaths at healthy members, Lifeguard',
      unit: 'deaths',
      provenance: 'source',
      band: { most: 0 },
    },
    {
      id: 'hearsay-does-not',
      text: 'Beat: with all that hearsay adds none is either',
      measure: 'false deaths at healthy members, hearsay',
      unit: 'deaths',
      provenance: 'source',
      band: { most: 0 },
    },
  ],
  run: measure,
}

async function measure(context: RunContext): Promise<Record<string, Measurement>> {
  const { seed, scale, signal } = context
  const all = cellsOf([1], DURATIONS_MS, INTERVALS_MS)
  const cells = all.slice(0, Math.max(1, Math.round(all.length * scale)))
  const members = Math.max(16, Math.round(MEMBERS * Math.min(1, 2 * scale)))
  const onCell = (done: number): void => context.progress(done)
  const grid = { seed, members, lastsMs: LASTS_MS, blocking: 'mail' as const, signal, onCell }
  const { swim, lifeguard, hearsay } = await runGrid(['swim', 'lifeguard', 'hearsay'], cells, grid)
  return {
    'false deaths at healthy members, SWIM': { value: swim.atHealthy, n: cells.length },
    'false deaths at healthy members, Lifeguard': { value: lifeguard.atHealthy, n: cells.length },
    'false deaths at healthy members, hearsay': { value: hearsay.atHealthy, n: cells.length },
    'false deaths at any member, SWIM': { value: swim.falsePositives, n: cells.length },
    'false deaths at any member, Lifeguard': { value: lifeguard.falsePositives, n: cells.length },
    'false deaths at any member, hearsay': { value: hearsay.falsePositives, n: cells.length },
  }
}
