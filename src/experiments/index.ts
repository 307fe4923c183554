import type { Experiment } from './experiment.ts'
import { flapping } from './flapping/flapping.ts'
import { lifeguard } from './lifeguard/lifeguard.ts'
import { lifeguardCpu } from './lifeguard/lifeguard-cpu.ts'
import { rapidConflicts } from './rapid-conflicts/rapid-conflicts.ts'
import { swim } from './swim/swim.ts'

export type { Band, Claim, Experiment, Measurement, Measurements, Provenance, RunContext } from './experiment.ts'
export { judge, type JudgedClaim, type Verdict } from './judge.ts'

/** Every experiment, in the order in which they are listed and run. */
export const experiments: readonly Experiment[] = [swim, lifeguard, lifeguardCpu, flapping, rapidConflicts]
