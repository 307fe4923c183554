import type { Experiment } from '../experiment.ts'
import { gossipSubAttacks } from './attacks.ts'
import { gossipSubDontWant } from './dont-want.ts'
import { gossipSubParameters } from './parameters.ts'
import { simsub } from './simsub.ts'

/** GossipSub's settings, and what it was measured to do. */
export const gossipSubExperiments: readonly Experiment[] = [
  gossipSubParameters,
  simsub,
  gossipSubDontWant,
  gossipSubAttacks,
]
