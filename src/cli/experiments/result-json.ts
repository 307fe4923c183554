import type { ExperimentResult, ExperimentRun, JudgedClaim } from '../../experiments/index.ts'

/** A run for programs: plain numbers, each claim with what was measured. */
export function runJson(run: ExperimentRun, report: string | undefined): object {
  const { seed, scale, runs, seconds, isCancelled } = run
  return {
    schema: 1,
    ...{ seed, scale, runs, seconds, isCancelled },
    ...(report === undefined ? {} : { report }),
    results: run.results.map(resultJson),
  }
}

function resultJson(result: ExperimentResult): object {
  const { id, title, source, parameters } = result.experiment
  const common = { id, title, source, parameters, outcome: result.outcome, seconds: result.seconds }
  if (result.outcome === 'failed') return { ...common, error: result.error, claims: [] }
  return { ...common, claims: result.claims.map(claimJson), measurements: result.measurements }
}

function claimJson({ claim, measured, verdict, isInBand }: JudgedClaim): object {
  return { ...claim, measured, isInBand, verdict }
}
