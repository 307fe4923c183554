import { alertmanagerCheck } from './alertmanager.ts'
import type { Check } from './check.ts'
import { serfClusterCheck } from './serf-cluster.ts'
import { swarmCheck } from './swarm.ts'
import { tidyCheck } from './tidy.ts'

/** Every check, in the order in which `npm run verify -- --all` does them. */
export const checks: readonly Check[] = [tidyCheck, swarmCheck, serfClusterCheck, alertmanagerCheck]
