import { besideSerfCheck } from './beside-serf.ts'
import type { Check } from './check.ts'
import { constantTrafficCheck } from './constant-traffic.ts'
import { packetPathCheck } from './packet-path.ts'
import { startCheck } from './start.ts'
import { swarmCheck } from './swarm.ts'
import { tidyCheck } from './tidy.ts'

/** Every check, in the order in which `npm run verify -- --all` does them. */
export const checks: readonly Check[] = [
  startCheck,
  besideSerfCheck,
  packetPathCheck,
  constantTrafficCheck,
  swarmCheck,
  tidyCheck,
]
