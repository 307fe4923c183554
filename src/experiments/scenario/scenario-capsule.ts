import { swimOptions } from '../../membership/swim/options.ts'
import { type Capsule, makeCapsule, NETWORK_DEFAULTS, readCapsule } from '../../sim/index.ts'
import { ExperimentOptionError } from '../option-error.ts'
import { checkScenario, isRefusal, SCENARIO_KEYS } from './check-scenario.ts'
import type { Scenario } from './scenario.ts'

/** How a run ended, as far as a capsule remembers it. */
export interface ScenarioEnd {
  /** Of the violated property; null if the run was fine. */
  readonly fingerprint: string | null
  readonly traceHash: string
}

/** A scenario's run as a capsule, with every setting written out. */
export function scenarioCapsule(scenario: Scenario, end: ScenarioEnd, commit: string): Capsule {
  const { seed, faults, ...rest } = scenario
  const network = { ...NETWORK_DEFAULTS, ...rest.network }
  const options = { ...rest, swim: swimOptions('lan', rest.swim), network } as unknown as Capsule['options']
  return makeCapsule({ commit, seed, options, schedule: faults, ...end })
}

/**
 * Reads a capsule, and the scenario that it is of.
 * @param path for messages
 * @throws ExperimentOptionError that names the file, the path of the field and what is allowed
 */
export function readScenarioCapsule(text: string, path: string): { capsule: Capsule; scenario: Scenario } {
  try {
    const capsule = readCapsule(text)
    return { capsule, scenario: scenarioOf(capsule) }
  } catch (error) {
    if (error instanceof SyntaxError) throw new ExperimentOptionError(`${path}: it is no JSON (${error.message})`)
    if (!(error instanceof RangeError)) throw error
    throw new ExperimentOptionError(`${path}: ${error.message}`)
  }
}

/** What a capsule has elsewhere, or need not have. */
const NOT_NEEDED: ReadonlySet<keyof Scenario> = new Set(['seed', 'faults', 'accrual'])

/** @throws RangeError that begins with the path of the capsule's field */
function scenarioOf({ seed, options, schedule }: Capsule): Scenario {
  const missing = SCENARIO_KEYS.find((key) => !NOT_NEEDED.has(key) && !(key in options))
  if (missing !== undefined)
    throw new RangeError(`options.${missing}: it is missing; is this the capsule of a scenario?`)
  try {
    return checkScenario({ ...options, seed, faults: schedule })
  } catch (error) {
    if (!isRefusal(error)) throw error
    throw new RangeError(capsulePath(error.message))
  }
}

/** A capsule keeps the faults as its schedule, and all else but the seed in its options. */
function capsulePath(message: string): string {
  if (message.startsWith('faults')) return `schedule${message.slice('faults'.length)}`
  return message.startsWith('seed:') ? message : `options.${message}`
}
