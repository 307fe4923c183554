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
import { overlaysCheck } from './overlays.ts'
import { overrideRulesCheck } from './override-rules.ts'
import { packetPathCheck } from './packet-path.ts'
import { phiVectorsCheck } from './phi-vectors.ts'
import { planCheck } from './plan.ts'
import { populationCheck } from './population.ts'
import { pubSubCheck } from './pubsub.ts'
import { crashesCheck, scaleCheck } from './scale.ts'
import { serfClusterCheck } from './serf-cluster.ts'
import { shrinkCheck } from './shrink.ts'
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
