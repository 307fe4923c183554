import { cyclon } from './cyclon/cyclon.ts'
import { bitcoinExperiments } from './bitcoin/index.ts'
import type { Experiment } from './experiment.ts'
import { flapping } from './flapping/flapping.ts'
import { hyParView } from './hyparview/hyparview.ts'
import { lifeguardCpu } from './lifeguard/lifeguard-cpu.ts'
import { lifeguard } from './lifeguard/lifeguard.ts'
import { maelstrom } from './maelstrom/maelstrom.ts'
import { phiExperiments } from './phi/index.ts'
import { plumtree } from './plumtree/plumtree.ts'
import { rapidConflicts } from './rapid-conflicts/rapid-conflicts.ts'
import { scuttlebutt } from './scuttlebutt/scuttlebutt.ts'
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
  hyParView,
  plumtree,
  cyclon,
  scuttlebutt,
  maelstrom,
  ...bitcoinExperiments,
]
