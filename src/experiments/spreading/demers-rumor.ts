import type { SpreadMode, StopRule } from '../../population/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { meanOver, sentPerNode, SpreadRepeater } from './repeat-spread.ts'

const NODES = 1000

/** A row of a table as printed. */
interface Row {
  readonly k: number
  readonly residue: string
  readonly traffic: string
  readonly tAve: string
  readonly tLast: string
  readonly runs: number
}

/** A table of the paper. */
interface Table {
  readonly id: string
  readonly name: string
  readonly mode: SpreadMode
  readonly kind: Extract<StopRule, { k: number }>['kind']
  readonly rows: readonly Row[]
  /** Most that t_last may be off, but for rounding. */
  readonly tLastBand: number
}

/** A row, its figures separated by spaces in the order of the paper. */
function row(figures: string, runs = 2000): Row {
  const [k, residue, traffic, tAve, tLast] = figures.split(' ') as [string, string, string, string, string]
  return { k: Number(k), residue, traffic, tAve, tLast, runs }
}

/** Where few sites are lost, or a run is short and its length scatters, more runs are needed for the same certainty. */
const TABLES: readonly Table[] = [
  {
    ...{ id: 't1', name: 'push, feedback, counter', mode: 'push', kind: 'feedback-counter', tLastBand: 0.3 },
    rows: [
      row('1 .18 1.7 11.0 16.8'),
      row('2 .037 3.3 12.1 16.9'),
      row('3 .011 4.5 12.5 17.4'),
      row('4 .0036 5.6 12.7 17.5'),
      row('5 .0012 6.7 12.8 17.7'),
    ],
  },
  {
    ...{ id: 't2', name: 'push, blind, coin', mode: 'push', kind: 'blind-coin', tLastBand: 1.5 },
    rows: [
      row('1 .96 .04 19 38', 20_000),
      row('2 .20 1.6 17 33'),
      row('3 .060 2.8 15 32'),
      row('4 .021 3.9 14.1 32'),
      row('5 .008 4.9 13.8 32'),
    ],
  },
  {
    ...{ id: 't3', name: 'pull, feedback, counter', mode: 'pull', kind: 'feedback-counter', tLastBand: 0.3 },
    rows: [row('1 .031 2.7 9.97 17.6'), row('2 .00058 4.5 10.07 15.4', 4000), row('3 .0000040 6.1 10.08 14.0', 30_000)],
  },
]

/** The two rules that the paper names but gives no table for. */
const MIXED = [
  { id: 'push-feedback-coin', kind: 'feedback-coin' },
  { id: 'push-blind-counter', kind: 'blind-counter' },
] as const
const MIXED_K = 2

/** Demers' tables 1 to 3. */
export const demersRumor: Experiment = {
  id: 'demers-rumor-tables',
  title: 'Rumour mongering: what is left and what it costs',
  source:
    'Demers, Greene, Hauser, Irish, Larson, Shenker, Sturgis, Swinehart, Terry: Epidemic algorithms for replicated database maintenance, PODC 1987 (Xerox PARC CSL-89-1), section 1.4, tables 1-3',
  parameters: {
    sites: NODES,
    contacts: 'one a cycle, uniform among the others, complete graph',
    cycles: 'synchronous; a contact is judged by the state at the start of the cycle',
    'feedback and counter': 'a needless cycle counts, a useful one starts the count again; removed at k',
    'blind and coin': 'removed with chance 1/k after each cycle',
    traffic: 'updates sent per site, empty pulls not counted',
    runs: '2,000; more where few sites are lost or a run is short',
  },
  claims: [
    ...TABLES.flatMap((table) => table.rows.flatMap((entry) => claimsOf(table, entry))),
    ...MIXED.map(({ id }) => residueLaw(`${id}-k${MIXED_K}`)),
  ],
  run,
}

function claimsOf(table: Table, entry: Row): Claim[] {
  const id = `${table.id}-k${entry.k}`
  const text = `${table.name}, k = ${entry.k}`
  const { residue, traffic, tAve, tLast } = entry
  const claims = [
    claim({ id: `${id}-residue`, text: `${text}: residue`, figure: residue, most: residueBand(Number(residue)) }),
    claim({
      id: `${id}-traffic`,
      text: `${text}: updates sent per site`,
      figure: traffic,
      most: 0.02 * Number(traffic),
    }),
    claim({ id: `${id}-t-last`, text: `${text}: last receipt`, figure: tLast, most: table.tLastBand, unit: 'cycles' }),
    {
      ...claim({ id: `${id}-t-ave`, text: `${text}: mean receipt`, figure: tAve, most: 0.3, unit: 'cycles' }),
      ...undefinedMean(table),
    },
  ]
  return table.mode === 'push' ? [...claims, residueLaw(id)] : claims
}

function undefinedMean({ mode }: Table): { informative?: string } {
  if (mode === 'pull') return {}
  return {
    informative:
      'by the stated definition (cycles from injection to receipt) these means do not come out, while t_last and table 3 do',
  }
}

/** A figure as printed, and how far off the measured one may be beside the rounding. */
interface Figure {
  readonly id: string
  readonly text: string
  readonly figure: string
  readonly most: number
  readonly unit?: string
}

function claim({ id, text, figure, most, unit }: Figure): Claim {
  const published = Number(figure)
  const off = most + rounding(figure)
  const band = { least: published - off, most: published + off }
  return { id, text, measure: id, published, provenance: 'source', band, ...(unit === undefined ? {} : { unit }) }
}

/** Half a unit of the last digit. */
function rounding(figure: string): number {
  const decimals = figure.split('.')[1]?.length ?? 0
  return 0.5 * Number(`1e-${decimals}`)
}

/** Residues scatter more the smaller they are; of the smallest a hundred sites are lost in all runs. */
function residueBand(residue: number): number {
  if (residue >= 0.01) return 0.06 * residue
  return (residue >= 1e-4 ? 0.12 : 0.4) * residue
}

/** Each push misses a given site with chance 1 - 1/n, whatever the rule. */
function residueLaw(id: string): Claim {
  return {
    ...{ id: `${id}-law`, text: `${id}: residue = e^-traffic (|ln s + m|)`, measure: `${id}-law` },
    ...{ published: 0, provenance: 'source', band: { least: -0.05, most: 0.05 } },
  }
}

async function run(context: RunContext): Promise<Measurements> {
  const series = MIXED.length + TABLES.flatMap(({ rows }) => rows).length
  const repeater = new SpreadRepeater(context, series)
  const all: Record<string, Measurement> = {}
  for (const { id, mode, kind, rows } of TABLES) {
    for (const { k, runs } of rows) Object.assign(all, await measure(repeater, `${id}-k${k}`, mode, { kind, k }, runs))
  }
  for (const { id, kind } of MIXED) {
    const stop = { kind, k: MIXED_K }
    Object.assign(all, await measure(repeater, `${id}-k${MIXED_K}`, 'push', stop, 2000))
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
  const results = await repeater.run({ plan: { nodes: NODES, mode, stop }, runs, engine: 'contacts' })
  const residue = meanOver(results, (result) => result.residue)
  const traffic = meanOver(results, sentPerNode(NODES))
  return {
    [`${id}-residue`]: residue,
    [`${id}-traffic`]: traffic,
    [`${id}-t-last`]: meanOver(results, ({ tLast }) => tLast),
    [`${id}-t-ave`]: meanOver(results, ({ tAve }) => tAve),
    [`${id}-law`]: { value: Math.log(residue.value) + traffic.value, n: results.length },
  }
}
