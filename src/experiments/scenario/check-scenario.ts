import { nearest } from '../../base/nearest.ts'
import { OptionError } from '../../base/option-error.ts'
import { type AccrualOptions, accrualOptions } from '../../detection/phi/evidence/options.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { checkSchedule, type Fault, type NetworkOptions, Simulation } from '../../sim/index.ts'
import { checkProperties, USUAL_PROPERTIES } from './property.ts'
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
  const given = objectOf(value ?? {}, 'scenario')
  refuseOthers(given, SCENARIO_KEYS, '')
  const nodes = whole(given['nodes'] ?? 10, 2, MOST_NODES, 'nodes')
  const durationMs = whole(given['durationMs'] ?? 60_000, 1, MOST_DURATION_MS, 'durationMs')
  const scenario: Scenario = {
    seed: whole(given['seed'] ?? 1, 0, Number.MAX_SAFE_INTEGER, 'seed'),
    nodes,
    durationMs,
    swim: checkSwim(given['swim']),
    ...(given['accrual'] !== undefined && { accrual: checkAccrual(given['accrual']) }),
    network: objectOf(given['network'] ?? {}, 'network'),
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
  refuseOthers(network, NETWORK_KEYS, 'network.')
  void new Simulation({ seed: 1, network }).now
}

function checkSwim(value: unknown): Partial<SwimOptions> {
  const overrides = objectOf(value ?? {}, 'swim') as Partial<SwimOptions>
  swimOptions('lan', overrides)
  return overrides
}

function checkAccrual(value: unknown): AccrualOptions {
  return accrualOptions(objectOf(value, 'accrual'))
}

/** Faults of nodes that are not there do nothing; whoever writes them has made a mistake. */
function checkFaults(value: unknown, nodes: number): readonly Fault[] {
  const faults = checkSchedule(value, 'faults')
  for (const [i, fault] of faults.entries()) {
    for (const [key, list] of Object.entries(fault)) {
      if (!Array.isArray(list)) continue
      const stranger = (list as number[]).flat().find((node) => node >= nodes)
      if (stranger === undefined) continue
      throw new RangeError(`faults[${i}].${key}: there is no node ${String(stranger)}; there are 0 to ${nodes - 1}`)
    }
  }
  return faults
}

/** What is to happen after the end never does; whoever writes it has made a mistake. */
function checkEvents(value: unknown, nodes: number, durationMs: number): ScenarioEvent[] {
  if (!Array.isArray(value)) throw new RangeError('events: it is not a list')
  return value.map((entry, i) => {
    const given = objectOf(entry, `events[${i}]`)
    refuseOthers(given, EVENT_KEYS, `events[${i}].`)
    const { at, node } = given
    return {
      at: whole(at, 0, durationMs, `events[${i}].at`),
      node: whole(node, 0, nodes - 1, `events[${i}].node`),
    }
  })
}

/** @param prefix the path of the map, with the dot that follows it */
function refuseOthers(given: object, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown === undefined) return
  const meant = nearest(unknown, known)
  throw new RangeError(`${prefix}${unknown}: no such field; did you mean ${meant}? There are ${known.join(', ')}`)
}

function objectOf(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new RangeError(`${field}: it is not a map`)
}

function whole(value: unknown, least: number, most: number, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
  throw new RangeError(`${field}: ${JSON.stringify(value)} is not a whole number from ${least} to ${most}`)
}
