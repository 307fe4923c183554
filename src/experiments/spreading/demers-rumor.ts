import type { SpreadMode, StopRule } from '../../population/index.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import {
  DEMERS_MIXED,
  DEMERS_MIXED_K,
  DEMERS_NODES,
  DEMERS_SOURCE,
  DEMERS_TABLES,
  demersClaims,
  demersLaw,
} from './demers-tables.ts'
import { meanOver, sentPerNode, SpreadRepeater } from './repeat-spread.ts'

/** Demers' tables 1 to 3. */
export const demersRumor: Experiment = {
  id: 'demers-rumor-tables',
  title: 'Rumour mongering: what is left and what it costs',
  source: DEMERS_SOURCE,
  parameters: {
    sites: DEMERS_NODES,
    contacts: 'one a cycle, uniform among the others, complete graph',
    cycles: 'synchronous; a contact is judged by the state at the start of the cycle',
    'feedback and counter': 'a needless cycle counts, a useful one starts the count again; removed at k',
    'blind and coin': 'removed with chance 1/k after each cycle',
    traffic: 'updates sent per site, empty pulls not counted',
    runs: '2,000; more where few sites are lost or a run is short',
  },
  claims: [
    ...DEMERS_TABLES.flatMap((table) => table.rows.flatMap((entry) => demersClaims(table, entry))),
    ...DEMERS_MIXED.map(({ id }) => demersLaw(`${id}-k${DEMERS_MIXED_K}`)),
  ],
  run,
}

async function run(context: RunContext): Promise<Measurements> {
  const series = DEMERS_MIXED.length + DEMERS_TABLES.flatMap(({ rows }) => rows).length
  const repeater = new SpreadRepeater(context, series)
  const all: Record<string, Measurement> = {}
  for (const { id, mode, kind, rows } of DEMERS_TABLES) {
    for (const { k, runs } of rows) Object.assign(all, await measure(repeater, `${id}-k${k}`, mode, { kind, k }, runs))
  }
  for (const { id, kind } of DEMERS_MIXED) {
    const stop = { kind, k: DEMERS_MIXED_K }
    Object.assign(all, await measure(repeater, `${id}-k${DEMERS_MIXED_K}`, 'push', stop, 2000))
  }
  return all
}

async function measure(
  repeater: SpreadRepeater,
  id: string,
  mode: SpreadMode,
  stop: StopRule,
  runs: number,
): Promise<Measurements> {
  const results = await repeater.run({ plan: { nodes: DEMERS_NODES, mode, stop }, runs, engine: 'contacts' })
  const residue = meanOver(results, (result) => result.residue)
  const traffic = meanOver(results, sentPerNode(DEMERS_NODES))
  return {
    [`${id}-residue`]: residue,
    [`${id}-traffic`]: traffic,
    [`${id}-t-last`]: meanOver(results, ({ tLast }) => tLast),
    [`${id}-t-ave`]: meanOver(results, ({ tAve }) => tAve),
    [`${id}-law`]: { value: Math.log(residue.value) + traffic.value, n: results.length },
  }
}
