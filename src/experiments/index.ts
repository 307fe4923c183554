import type { Experiment } from './experiment.ts'
import { flapping } from './flapping/flapping.ts'
import { gossipSubExperiments } from './gossipsub/index.ts'
import { lifeguardCpu } from './lifeguard/lifeguard-cpu.ts'
import { lifeguard } from './lifeguard/lifeguard.ts'
import { phiExperiments } from './phi/index.ts'
import { rapidConflicts } from './rapid-conflicts/rapid-conflicts.ts'
import { demersRumor } from './spreading/demers-rumor.ts'
import { infectAndDie } from './spreading/infect-and-die.ts'
import { medianCounter } from './spreading/median-counter.ts'
import { pullSurvival } from './spreading/pull-survival.ts'
import { spreadingRounds } from './spreading/spreading-rounds.ts'
import { swim } from './swim/swim.ts'

export type { Experiment } from './experiment.ts'
export type { JudgedClaim, Verdict } from './judge.ts'
export {
  type ExperimentResult,
  type ExperimentRun,
  type FinishedExperiment,
  isSound,
  type RunProgress,
  runExperiments,
} from './run.ts'

/** Every experiment, in the order in which they are listed and run. */
export const experiments: readonly Experiment[] = [
  demersRumor,
  spreadingRounds,
  medianCounter,
  infectAndDie,
  pullSurvival,
  swim,
  lifeguard,
  lifeguardCpu,
  flapping,
  ...phiExperiments,
  rapidConflicts,
  ...gossipSubExperiments,
]
