import { cyclon } from './cyclon/cyclon.ts'
import { bitcoinExperiments } from './bitcoin/index.ts'
import type { Experiment } from './experiment.ts'
import { flapping } from './flapping/flapping.ts'
import { hyParView } from './hyparview/hyparview.ts'
import { gossipSubExperiments } from './gossipsub/index.ts'
import { lifeguardCpu } from './lifeguard/lifeguard-cpu.ts'
import { lifeguard } from './lifeguard/lifeguard.ts'
import { maelstrom } from './maelstrom/maelstrom.ts'
import { phiExperiments } from './phi/index.ts'
import { plumtree } from './plumtree/plumtree.ts'
import { rapidConflicts } from './rapid-conflicts/rapid-conflicts.ts'
import { scuttlebutt } from './scuttlebutt/scuttlebutt.ts'
import { demersLayer } from './rumor/demers-layer.ts'
import { fewestTellings } from './rumor/fewest-tellings.ts'
import { infectAndDieLayer } from './rumor/infect-and-die-layer.ts'
import { medianCounterLayer } from './rumor/median-counter-layer.ts'
import { roundsLayer } from './rumor/rounds-layer.ts'
import { spatialLayer } from './rumor/spatial-layer.ts'
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
  demersLayer,
  spatialLayer,
  roundsLayer,
  medianCounterLayer,
  infectAndDieLayer,
  fewestTellings,
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
  ...gossipSubExperiments,
]
