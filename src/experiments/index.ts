import type { Experiment } from './experiment.ts'
import { rapidConflicts } from './rapid-conflicts/rapid-conflicts.ts'

export type { Band, Claim, Experiment, Measurement, Measurements, Provenance, RunContext } from './experiment.ts'
export { judge, type JudgedClaim, type Verdict } from './judge.ts'

/** Every experiment, in the order in which they are listed and run. */
export const experiments: readonly Experiment[] = [rapidConflicts]
