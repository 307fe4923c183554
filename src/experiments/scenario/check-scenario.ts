import { OptionError } from '../../base/option-error.ts'
import { type AccrualOptions, accrualOptions } from '../../detection/phi/evidence/options.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { list, object, wholeWithin } from '../../sim/check.ts'
import { checkSchedule, type Fault, type NetworkOptions, Simulation } from '../../sim/index.ts'
import { checkProperties, USUAL_PROPERTIES } from './property.ts'
import { refuseOthers } from './refuse-others.ts'
import type { Scenario, ScenarioEvent } from './scenario.ts'

/** Every member holds a table of all. */
const MOST_NODES = 5000
const MOST_DURATION_MS = 86_400_000
const NETWORK_KEYS = [
  'latency',
  'jitterMs',
  'loss',
  'corruption',
  'duplication',
  'reordering',
  'bandwidth',
  'streamTimeoutMs',
  'receiveBuffer',
]
/** Every field of a scenario. */
export const SCENARIO_KEYS: readonly (keyof Scenario)[] = [
  'seed',
  'nodes',
  'durationMs',
  'swim',
  'accrual',
  'network',
  'faults',
  'events',
  'properties',
]
const EVENT_KEYS: readonly (keyof ScenarioEvent)[] = ['at', 'node']

/**
 * Fills in what is not said, and refuses what cannot be.
 * @throws RangeError that begins with the path of the field, or OptionError: see {@link isRefusal}
 */
export function checkScenario(value: unknown): Scenario {
  const given = object(value ?? {}, 'scenario')
  refuseOthers(given, SCENARIO_KEYS)
  const nodes = wholeWithin(given['nodes'] ?? 10, 2, MOST_NODES, 'nodes')
  const durationMs = wholeWithin(given['durationMs'] ?? 60_000, 1, MOST_DURATION_MS, 'durationMs')
  const scenario: Scenario = {
    seed: wholeWithin(given['seed'] ?? 1, 0, Number.MAX_SAFE_INTEGER, 'seed'),
    nodes,
    durationMs,
    swim: checkSwim(given['swim']),
    ...(given['accrual'] !== undefined && { accrual: checkAccrual(given['accrual']) }),
    network: object(given['network'] ?? {}, 'network'),
    faults: checkFaults(given['faults'] ?? [], nodes),
    events: checkEvents(given['events'] ?? [], nodes, durationMs),
    properties: checkProperties(given['properties'] ?? USUAL_PROPERTIES, durationMs),
  }
  assertNetwork(scenario.network)
  return scenario
}

/** Whether an error says that a scenario cannot be. */
export function isRefusal(error: unknown): error is Error {
  return error instanceof RangeError || error instanceof OptionError
}

/** A simulation refuses a network that cannot be, by the field's name. */
function assertNetwork(network: NetworkOptions): void {
  refuseOthers(network, NETWORK_KEYS, 'network')
  void new Simulation({ seed: 1, network }).now
}

function checkSwim(value: unknown): Partial<SwimOptions> {
  const overrides = object(value ?? {}, 'swim') as Partial<SwimOptions>
  swimOptions('lan', overrides)
  return overrides
}

function checkAccrual(value: unknown): AccrualOptions {
  return accrualOptions(object(value, 'accrual'))
}

/** Faults of nodes that are not there do nothing; whoever writes them has made a mistake. */
function checkFaults(value: unknown, nodes: number): readonly Fault[] {
  const faults = checkSchedule(value, 'faults')
  for (const [i, fault] of faults.entries()) {
    for (const [key, given] of Object.entries(fault)) {
      if (!Array.isArray(given)) continue
      const stranger = (given as number[]).flat().find((node) => node >= nodes)
      if (stranger === undefined) continue
      throw new RangeError(`faults[${i}].${key}: there is no node ${String(stranger)}; there are 0 to ${nodes - 1}`)
    }
  }
  return faults
}

/** What is to happen after the end never does; whoever writes it has made a mistake. */
function checkEvents(value: unknown, nodes: number, durationMs: number): ScenarioEvent[] {
  return list(value, 'events').map((entry, i) => {
    const given = object(entry, `events[${i}]`)
    refuseOthers(given, EVENT_KEYS, `events[${i}]`)
    const { at, node } = given
    return {
      at: wholeWithin(at, 0, durationMs, `events[${i}].at`),
      node: wholeWithin(node, 0, nodes - 1, `events[${i}].node`),
    }
  })
}
