import { ledger } from '../../src/experiments/claims/ledger.ts'
import { type ExperimentResult, experiments, type RunProgress, runExperiments } from '../../src/experiments/index.ts'
import type { Check, Report } from './check.ts'

/** The small form shows that each one runs; only the full size says anything about claims. */
const SCALE = { small: 0.01, full: 1 }
const SEED = 1
const LEDGER_SEEDS = { small: [], full: [1, 2, 3] }

/** Every experiment and every computation of the claims ledger. */
export const experimentsCheck: Check = {
  name: 'experiments',
  title: 'every experiment measures what it claims, and at full size every claim that decides holds',
  async run(size, report, signal) {
    const onProgress = ({ experiment, done }: RunProgress): void => {
      if (done === 0) report.progress(experiment.id)
    }
    const options = { seed: SEED, scale: SCALE[size], runs: 1, signal, onProgress }
    const { results, isCancelled } = await runExperiments(experiments, options)
    report.expect(!isCancelled, 'not every experiment was run')
    report.figure('experiments', results.length)
    for (const result of results) tell(report, result, size === 'full')
    for (const seed of LEDGER_SEEDS[size]) checkLedger(report, seed)
  },
}

function tell(report: Report, result: ExperimentResult, isDecisive: boolean): void {
  const { id } = result.experiment
  if (result.outcome === 'failed') return report.expect(false, `${id} broke off: ${result.error}`)
  report.figure(id, result.seconds, 's')
  for (const { claim, measured, verdict } of result.claims) {
    report.expect(Number.isFinite(measured.value), `${id}, ${claim.id}: measured ${measured.value}`)
    if (isDecisive) report.expect(verdict !== 'fails', `${id}, ${claim.id}: ${measured.value} is outside its band`)
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
