import type { SpreadMode, StopRule } from '../../population/index.ts'
import type { Claim } from '../experiment.ts'

/** The paper, as experiments name it. */
export const DEMERS_SOURCE =
  'Demers, Greene, Hauser, Irish, Larson, Shenker, Sturgis, Swinehart, Terry: Epidemic algorithms for replicated database maintenance, PODC 1987 (Xerox PARC CSL-89-1), section 1.4, tables 1-3'

/** Sites of all three tables. */
export const DEMERS_NODES = 1000

/** A row of a table as printed. */
export interface DemersRow {
  readonly k: number
  readonly residue: string
  readonly traffic: string
  readonly tAve: string
  readonly tLast: string
  readonly runs: number
}

/** A table of the paper. */
export interface DemersTable {
  readonly id: string
  readonly name: string
  readonly mode: SpreadMode
  readonly kind: Extract<StopRule, { k: number }>['kind']
  readonly rows: readonly DemersRow[]
  /** Most that t_last may be off, but for rounding. */
  readonly tLastBand: number
}

/** A row, its figures separated by spaces in the order of the paper. */
function row(figures: string, runs = 2000): DemersRow {
  const [k, residue, traffic, tAve, tLast] = figures.split(' ') as [string, string, string, string, string]
  return { k: Number(k), residue, traffic, tAve, tLast, runs }
}

/** Where few sites are lost, or a run is short and its length scatters, more runs are needed for the same certainty. */
export const DEMERS_TABLES: readonly DemersTable[] = [
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
export const DEMERS_MIXED = [
  { id: 'push-feedback-coin', kind: 'feedback-coin' },
  { id: 'push-blind-counter', kind: 'blind-counter' },
] as const
/** Their k. */
export const DEMERS_MIXED_K = 2

/** Four standard errors of what a few runs measure of a row: where that is more than the band for many runs, it counts. */
export interface DemersErrors {
  readonly residue: number
  readonly traffic: number
  readonly tAve: number
  readonly tLast: number
  /** Of |ln s + m|. */
  readonly law: number
}

const NO_ERRORS: DemersErrors = { residue: 0, traffic: 0, tAve: 0, tLast: 0, law: 0 }

/** What a row says. */
export function demersClaims(table: DemersTable, entry: DemersRow, errors: DemersErrors = NO_ERRORS): Claim[] {
  const id = `${table.id}-k${entry.k}`
  const text = `${table.name}, k = ${entry.k}`
  const { residue, traffic, tAve, tLast } = entry
  const claims = [
    claim({
      id: `${id}-residue`,
      text: `${text}: residue`,
      figure: residue,
      most: Math.max(errors.residue, residueBand(Number(residue))),
    }),
    claim({
      id: `${id}-traffic`,
      text: `${text}: updates sent per site`,
      figure: traffic,
      most: Math.max(errors.traffic, 0.02 * Number(traffic)),
    }),
    claim({
      id: `${id}-t-last`,
      text: `${text}: last receipt`,
      figure: tLast,
      most: Math.max(errors.tLast, table.tLastBand),
      unit: 'cycles',
    }),
    {
      ...claim({
        id: `${id}-t-ave`,
        text: `${text}: mean receipt`,
        figure: tAve,
        most: Math.max(errors.tAve, 0.3),
        unit: 'cycles',
      }),
      ...undefinedMean(table),
    },
  ]
  return table.mode === 'push' ? [...claims, demersLaw(id, errors.law)] : claims
}

function undefinedMean({ mode }: DemersTable): { informative?: string } {
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
export function demersLaw(id: string, error = 0): Claim {
  const off = Math.max(0.05, error)
  return {
    ...{ id: `${id}-law`, text: `${id}: residue = e^-traffic (|ln s + m|)`, measure: `${id}-law` },
    ...{ published: 0, provenance: 'source', band: { least: -off, most: off } },
  }
}
