import { demersRumor } from './demers-rumor.ts'
import type { Experiment } from './experiment.ts'
import { infectAndDie } from './infect-and-die.ts'
import { medianCounter } from './median-counter.ts'
import { spreadingRounds } from './spreading-rounds.ts'

export type { Band, Claim, Experiment, Measurement, Measurements, Provenance, RunContext } from './experiment.ts'
export { judge, type JudgedClaim, type Verdict } from './judge.ts'

/** Every experiment, in the order in which they are listed and run. */
export const experiments: readonly Experiment[] = [demersRumor, spreadingRounds, medianCounter, infectAndDie]
