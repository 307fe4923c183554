import { deriveSeed } from '../../base/rng.ts'
import { breathe } from '../measure.ts'
import type { NetworkOptions } from '../../sim/index.ts'
import { type Anomaly, type AnomalyOutcome, type Blocking, runAnomaly } from './anomaly-run.ts'
import { type VariantName, VARIANTS } from './variants.ts'

/** What a variant came to over all cells. */
export type Totals = Record<keyof AnomalyOutcome, number>

/** Every combination of the lists, so that the first cells already differ in everything. */
export function cellsOf(
  concurrent: readonly number[],
  durationsMs: readonly number[],
  intervalsMs: readonly number[],
): Anomaly[] {
  return intervalsMs.flatMap((intervalMs) =>
    durationsMs.flatMap((durationMs) => concurrent.map((count) => ({ concurrent: count, durationMs, intervalMs }))),
  )
}

/** Every other combination, as the white squares of a board: each value of a list meets half of the others'. */
export function everyOtherCellOf(
  concurrent: readonly number[],
  durationsMs: readonly number[],
  intervalsMs: readonly number[],
): Anomaly[] {
  const place = ({ concurrent: c, durationMs: d, intervalMs: i }: Anomaly): number =>
    concurrent.indexOf(c) + durationsMs.indexOf(d) + intervalsMs.indexOf(i)
  return cellsOf(concurrent, durationsMs, intervalsMs).filter((cell) => place(cell) % 2 === 0)
}

/** How to run cells. */
export interface GridRun {
  readonly seed: number
  readonly members: number
  readonly lastsMs: number
  readonly blocking: Blocking
  readonly network?: NetworkOptions
  readonly signal: AbortSignal
  readonly onCell?: (share: number) => void
}

/** Runs every variant on every cell; in one cell all variants have the same seed, and so the same anomalous members. */
export async function runGrid<V extends VariantName>(
  variants: readonly V[],
  cells: readonly Anomaly[],
  grid: GridRun,
): Promise<Record<V, Totals>> {
  const totals = Object.fromEntries(variants.map((name) => [name, nothing()])) as Record<V, Totals>
  for (const [i, cell] of cells.entries()) {
    for (const name of variants) {
      await breathe(grid.signal)
      const seed = deriveSeed(grid.seed, i)
      addTo(totals[name], runAnomaly({ ...grid, ...cell, seed, swim: VARIANTS[name] }))
    }
    grid.onCell?.((i + 1) / cells.length)
  }
  return totals
}

function nothing(): Totals {
  return { falsePositives: 0, atHealthy: 0, messages: 0, bytes: 0 }
}

function addTo(totals: Totals, outcome: AnomalyOutcome): void {
  totals.falsePositives += outcome.falsePositives
  totals.atHealthy += outcome.atHealthy
  totals.messages += outcome.messages
  totals.bytes += outcome.bytes
}
