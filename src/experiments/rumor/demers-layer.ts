import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import {
  DEMERS_MIXED,
  DEMERS_MIXED_K,
  DEMERS_NODES,
  DEMERS_SOURCE,
  DEMERS_TABLES,
  type DemersErrors,
  demersClaims,
  demersLaw,
} from '../spreading/demers-tables.ts'
import { fourErrors, meanOfRuns, RumorRepeater, type RumorSeries } from './repeat-rumors.ts'

/** How one run scatters (standard deviations, of 1,500 runs of the model in `population`), and how many runs there are. */
interface Scatter {
  readonly residue: number
  readonly traffic: number
  readonly tAve: number
  readonly tLast: number
  readonly runs: number
}

function scatter(figures: string, runs = 100): Scatter {
  const [residue, traffic, tAve, tLast] = figures.split(' ').map(Number) as [number, number, number, number]
  return { residue, traffic, tAve, tLast, runs }
}

/** By table and k. A short run scatters more, and a row in which few sites are lost needs more of them. */
const SCATTER: Readonly<Record<string, Scatter>> = {
  't1-k1': scatter('.0158 .0367 .152 1.27'),
  't1-k2': scatter('.0064 .0339 .090 1.13'),
  't1-k3': scatter('.0034 .0349 .084 1.16'),
  't1-k4': scatter('.00191 .0367 .085 1.13'),
  't1-k5': scatter('.00114 .0397 .084 1.23'),
  't2-k1': scatter('.0201 .0201 10.1 20.1', 800),
  't2-k2': scatter('.0461 .110 2.05 4.59', 150),
  't2-k3': scatter('.0100 .0937 1.17 4.03', 150),
  't2-k4': scatter('.00515 .119 .884 4.85', 150),
  't2-k5': scatter('.00292 .150 .735 5.87', 150),
  't3-k1': scatter('.00646 .0367 1.25 2.01'),
  't3-k2': scatter('.00077 .0365 1.24 1.81', 150),
  't3-k3': scatter('.0000682 .0414 1.24 1.36', 150),
  'push-feedback-coin-k2': scatter('.00794 .0588 .124 2.31'),
  'push-blind-counter-k2': scatter('.0162 .0324 .242 2.35'),
}

/** Demers' tables 1 to 3, by the layer. */
export const demersLayer: Experiment = {
  id: 'rumor-layer-demers',
  title: 'Rumour mongering with the layer that ships: what is left and what it costs',
  source: DEMERS_SOURCE,
  parameters: {
    sites: DEMERS_NODES,
    layer: 'src/dissemination/rumor, options judge "cycle-start", phase "in-step", bodies "at-once"',
    network: 'latencies of 5 to 20 % of a cycle, so that every contact ends in the cycle in which it begins',
    traffic: 'tellings in calls and answers per site, empty pulls not counted',
    runs: '100 to 150; 800 of blind, coin, k = 1',
    bands: 'those of 2,000 runs of the model, or four standard errors of the runs made here where that is wider',
  },
  claims: [
    ...DEMERS_TABLES.flatMap((table) =>
      table.rows.flatMap((entry) => demersClaims(table, entry, errorsOf(`${table.id}-k${entry.k}`, entry.residue))),
    ),
    ...DEMERS_MIXED.map(({ id }) => `${id}-k${DEMERS_MIXED_K}`).map((id) => demersLaw(id, errorsOf(id, '.1').law)),
    payloadsClaim('t1-k2'),
    payloadsClaim('t3-k2'),
  ],
  run,
}

function errorsOf(id: string, residue: string): DemersErrors {
  const one = SCATTER[id] as Scatter
  return {
    residue: fourErrors(one.residue, one.runs),
    traffic: fourErrors(one.traffic, one.runs),
    tAve: fourErrors(one.tAve, one.runs),
    tLast: fourErrors(one.tLast, one.runs),
    law: fourErrors(one.residue / Number(residue), one.runs),
  }
}

/** Beat: what the paper sends every time goes to each site once. */
function payloadsClaim(id: string): Claim {
  return {
    id: `${id}-payloads`,
    text: `Beat: ${id} with payloads on request: payloads sent per site that has it, beside the first`,
    measure: `${id}-payloads`,
    published: 1,
    provenance: 'formula',
    band: { least: 1, most: 1 },
  }
}

async function run(context: RunContext): Promise<Measurements> {
  const rows = seriesOfAll()
  const repeater = new RumorRepeater(context, rows.length + 2)
  const all: Record<string, Measurement> = {}
  for (const [id, series] of rows) Object.assign(all, await measureRow(repeater, id, series))
  for (const id of ['t1-k2', 't3-k2']) {
    const [, series] = rows.find(([one]) => one === id) as [string, RumorSeries]
    all[`${id}-payloads`] = await measurePayloads(repeater, series)
  }
  return all
}

function seriesOfAll(): [id: string, series: RumorSeries][] {
  const tables = DEMERS_TABLES.flatMap(({ id, mode, kind, rows }) =>
    rows.map(({ k }): [string, RumorSeries] => [`${id}-k${k}`, seriesOf(`${id}-k${k}`, { mode, stop: kind, k })]),
  )
  const mixed = DEMERS_MIXED.map(({ id, kind }): [string, RumorSeries] => {
    const key = `${id}-k${DEMERS_MIXED_K}`
    return [key, seriesOf(key, { mode: 'push', stop: kind, k: DEMERS_MIXED_K })]
  })
  return [...tables, ...mixed]
}

function seriesOf(id: string, options: RumorSeries['plan']['options']): RumorSeries {
  const { runs } = SCATTER[id] as Scatter
  return { plan: { nodes: DEMERS_NODES, options: { ...options, bodies: 'at-once' } }, runs }
}

async function measureRow(repeater: RumorRepeater, id: string, series: RumorSeries): Promise<Measurements> {
  const runs = await repeater.run(series)
  const residue = meanOfRuns(runs, ({ missed }) => missed / DEMERS_NODES)
  const traffic = meanOfRuns(runs, ({ tellings }) => tellings / DEMERS_NODES)
  const least = 1 / (DEMERS_NODES * runs.length) // of few runs none may leave anybody out
  return {
    [`${id}-residue`]: residue,
    [`${id}-traffic`]: traffic,
    [`${id}-t-last`]: meanOfRuns(runs, ({ tLast }) => tLast),
    [`${id}-t-ave`]: meanOfRuns(runs, ({ tAve }) => tAve),
    [`${id}-law`]: { value: Math.log(Math.max(residue.value, least)) + traffic.value, n: runs.length },
  }
}

async function measurePayloads(repeater: RumorRepeater, { plan }: RumorSeries): Promise<Measurement> {
  const onRequest = { ...plan, options: { ...plan.options, bodies: 'on-request' as const } }
  const runs = await repeater.run({ plan: onRequest, runs: 10 })
  return meanOfRuns(runs, ({ bodies, missed }) => bodies / (DEMERS_NODES - 1 - missed))
}
