import { addAccrual } from '../../detection/phi/evidence/add-accrual.ts'
import { withFeatures } from '../../core/features.ts'
import { type AccrualOptions, accrualOptions } from '../../detection/phi/evidence/options.ts'
import type { SecondDetector } from '../../membership/serf/node-stack.ts'
import { SERF_VERSIONS } from '../../membership/swim/versions.ts'

/** Heartbeats beside the probes of a node as it ships. @throws OptionError naming the first setting that is wrong */
export function heartbeatDetector(given: Partial<AccrualOptions>): SecondDetector {
  const options = accrualOptions(given)
  return {
    versions: withFeatures(SERF_VERSIONS, ['heartbeats']),
    add: (stack, swim) => addAccrual(stack, swim, options),
  }
}
