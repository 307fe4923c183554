import { ledger } from '../../src/experiments/claims/ledger.ts'
import { type ExperimentResult, experiments, type RunProgress, runExperiments } from '../../src/experiments/index.ts'
import type { Check, Report } from './check.ts'

/** The small form shows that each one runs; only the full size says anything about claims. */
const SCALE = { small: 0.01, full: 1 }
/** A claim that holds by the luck of one seed does not hold. */
const SEEDS = { small: [1], full: [1, 2] }
const LEDGER_SEEDS = { small: [], full: [1, 2, 3] }

/** Every experiment and every computation of the claims ledger. */
export const experimentsCheck: Check = {
  name: 'experiments',
  title: 'every experiment measures what it claims, and at full size every claim that decides holds',
  smallLimitMs: 300_000,
  async run(size, report, signal) {
    const onProgress = ({ experiment, done }: RunProgress): void => {
      if (done === 0) report.progress(experiment.id)
    }
    for (const seed of SEEDS[size]) {
      const options = { seed, scale: SCALE[size], runs: 1, signal, onProgress }
      const { results, isCancelled } = await runExperiments(experiments, options)
      report.expect(!isCancelled, `seed ${seed}: not every experiment was run`)
      report.figure(`experiments, seed ${seed}`, results.length)
      for (const result of results) tell(report, result, seed, size === 'full')
      const seconds = results.reduce((sum, result) => sum + (result.outcome === 'failed' ? 0 : result.seconds), 0)
      report.figure(`all of them, seed ${seed}`, seconds, 's')
    }
    for (const seed of LEDGER_SEEDS[size]) checkLedger(report, seed)
  },
}

function tell(report: Report, result: ExperimentResult, seed: number, isDecisive: boolean): void {
  const { id } = result.experiment
  if (result.outcome === 'failed') return report.expect(false, `${id}, seed ${seed}, broke off: ${result.error}`)
  report.figure(`${id}, seed ${seed}`, result.seconds, 's')
  for (const { claim, measured, verdict } of result.claims) {
    report.expect(Number.isFinite(measured.value), `${id}, ${claim.id}, seed ${seed}: measured ${measured.value}`)
    if (isDecisive)
      report.expect(verdict !== 'fails', `${id}, ${claim.id}, seed ${seed}: ${measured.value} is outside its band`)
  }
}

function checkLedger(report: Report, seed: number): void {
  report.progress(`the claims ledger, seed ${seed}`)
  const runs = ledger.filter(({ run }) => run !== undefined)
  report.figure(`computations of the ledger, seed ${seed}`, runs.length)
  for (const { id, run, verdict } of runs) {
    const told = run?.run(seed).verdict
    report.expect(told === verdict, `${id} is "${verdict}" in the ledger, seed ${seed} says "${told}"`)
  }
}
