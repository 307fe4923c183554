import { alertmanagerCheck } from './alertmanager.ts'
import { apiTypesCheck } from './api-types.ts'
import { besideSerfCheck } from './beside-serf.ts'
import type { Check } from './check.ts'
import { constantTrafficCheck } from './constant-traffic.ts'
import { crowdCheck } from './crowd.ts'
import { evidenceCheck } from './evidence.ts'
import { experimentsCheck } from './experiments.ts'
import { determinismCheck } from './determinism.ts'
import { fuzzCheck } from './fuzz.ts'
import { gossipSubInteropCheck } from './gossipsub-interop.ts'
import { gossipSubVectorsCheck } from './gossipsub-vectors.ts'
import { halvesCheck } from './halves.ts'
import { broadcastChurnCheck } from './broadcast-churn.ts'
import { maelstromVectorsCheck } from './maelstrom-vectors.ts'
import { maelstromCheck } from './maelstrom.ts'
import { overlaysCheck } from './overlays.ts'
import { overrideRulesCheck } from './override-rules.ts'
import { packetPathCheck } from './packet-path.ts'
import { phiVectorsCheck } from './phi-vectors.ts'
import { planCheck } from './plan.ts'
import { populationCheck } from './population.ts'
import { relayCheck } from './relay.ts'
import { rumorsCheck } from './rumors.ts'
import { pubSubCheck } from './pubsub.ts'
import { crashesCheck, scaleCheck } from './scale.ts'
import { scuttlebuttCheck } from './scuttlebutt.ts'
import { serfClusterCheck } from './serf-cluster.ts'
import { shrinkCheck } from './shrink.ts'
import { sipHashVectorsCheck } from './siphash-vectors.ts'
import { startCheck } from './start.ts'
import { swarmCheck } from './swarm.ts'
import { sweepCheck } from './sweep.ts'
import { tidyCheck } from './tidy.ts'
import { vectorsCheck } from './vectors.ts'

/** Every check, in the order in which `npm run verify -- --all` does them. */
export const checks: readonly Check[] = [
  startCheck,
  vectorsCheck,
  overrideRulesCheck,
  phiVectorsCheck,
  maelstromVectorsCheck,
  sipHashVectorsCheck,
  gossipSubVectorsCheck,
  serfClusterCheck,
  alertmanagerCheck,
  besideSerfCheck,
  gossipSubInteropCheck,
  packetPathCheck,
  evidenceCheck,
  constantTrafficCheck,
  crowdCheck,
  halvesCheck,
  swarmCheck,
  overlaysCheck,
  broadcastChurnCheck,
  scuttlebuttCheck,
  maelstromCheck,
  relayCheck,
  rumorsCheck,
  pubSubCheck,
  shrinkCheck,
  determinismCheck,
  sweepCheck,
  planCheck,
  fuzzCheck,
  populationCheck,
  scaleCheck,
  crashesCheck,
  experimentsCheck,
  apiTypesCheck,
  tidyCheck,
]
