import type { Experiment } from '../experiment.ts'
import { phiAkka } from './akka.ts'
import { phiCassandra } from './cassandra.ts'
import { phiDefinition } from './definition.ts'
import { phiEvidence } from './evidence.ts'
import { phiWanTrace } from './wan-trace.ts'
import { phiWrongTail } from './wrong-tail.ts'

/** What accrual failure detectors promise. */
export const phiExperiments: readonly Experiment[] = [
  phiDefinition,
  phiWanTrace,
  phiCassandra,
  phiAkka,
  phiWrongTail,
  phiEvidence,
]
