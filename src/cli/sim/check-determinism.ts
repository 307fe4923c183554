import type { Scenario } from '../../experiments/scenario/scenario.ts'
import { ScenarioRun } from '../../experiments/scenario/scenario-run.ts'
import { compareRuns, type Comparison, type Difference, type TraceEntry } from '../../sim/index.ts'
import { EXIT } from '../exit-codes.ts'
import type { Output } from '../output/output.ts'
import { showStatus } from '../output/status-line.ts'

/** Runs a scenario twice, to its end, and says whether both went the same way; if not, sets the exit code. */
export function checkDeterminism(output: Output, scenario: Scenario): void {
  let runs = 0
  const free: Scenario = { ...scenario, properties: [] } // a violation would end both runs early
  const comparison = compareRuns((trace) => {
    showStatus(`run ${++runs}`)
    return new ScenarioRun(free, trace).sim
  }, scenario.durationMs)
  showStatus('')
  printComparison(output, comparison)
  if (!comparison.isEqual) process.exitCode = EXIT.failed
}

/** Prints how two runs compare, and the first entries of their traces that differ. */
export function printComparison(output: Output, comparison: Comparison): void {
  const { isEqual, traceHash, events, difference } = comparison
  if (output.mode === 'json') return output.json({ schema: 1, ...comparison, difference: difference ?? null })
  const verdict = isEqual ? 'the same run' : 'two different runs'
  const rows = isEqual
    ? [
        ['simulated events', String(events)],
        ['trace hash', traceHash],
      ]
    : differenceRows(difference)
  output.rows(['WHAT', 'FIGURE'], [['twice the same seed', verdict], ...rows])
}

function differenceRows(difference: Difference | undefined): string[][] {
  if (difference === undefined) return [['they part', 'not when run once more: it is rare']]
  const { event, first, second } = difference
  const place = firstDifferent(first, second)
  return [
    ['they part', `after ${event} events`],
    ['first run', entryText(first[place])],
    ['second run', entryText(second[place])],
  ]
}

/** Of what one event left in two traces, the first place that differs. */
function firstDifferent(first: readonly TraceEntry[], second: readonly TraceEntry[]): number {
  const length = Math.max(first.length, second.length)
  for (let i = 0; i < length; i++) if (entryText(first[i]) !== entryText(second[i])) return i
  return 0
}

function entryText(entry: TraceEntry | undefined): string {
  return entry === undefined ? 'nothing' : JSON.stringify(entry)
}
