import { apiTypesCheck } from './api-types.ts'
import type { Check } from './check.ts'
import { crowdCheck } from './crowd.ts'
import { fuzzCheck } from './fuzz.ts'
import { halvesCheck } from './halves.ts'
import { overrideRulesCheck } from './override-rules.ts'
import { swarmCheck } from './swarm.ts'
import { tidyCheck } from './tidy.ts'
import { vectorsCheck } from './vectors.ts'

/** Every check, in the order in which `npm run verify -- --all` does them. */
export const checks: readonly Check[] = [
  tidyCheck,
  apiTypesCheck,
  vectorsCheck,
  overrideRulesCheck,
  fuzzCheck,
  swarmCheck,
  halvesCheck,
  crowdCheck,
]
