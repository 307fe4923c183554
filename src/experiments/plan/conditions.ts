import { ExperimentOptionError } from '../option-error.ts'

/** The longest probe interval that a plan considers, ms: that of memberlist's WAN profile. */
export const LONGEST_PROBE_INTERVAL_MS = 5000

/** How many latencies a probe must be allowed to take: its two ways, each up to one and a half of it, and some room. */
export const LATENCIES_PER_PROBE = 4

/** Every member holds a table of all: beyond this a simulation of all of them does not fit a machine. */
export const MOST_NODES = 2000

/** The cluster and the network that a plan is for. */
export interface Conditions {
  readonly nodes: number
  /** Share of datagrams that are lost. */
  readonly loss: number
  /** One way, ms: uniform from half to one and a half of it. */
  readonly latencyMs: number
  /**
   * Members that go each hour, as a Poisson process: every second one leaves, the others die with their host. For each
   * that goes another one joins. A cluster of two has none: nobody would be left to see who dies.
   */
  readonly churnPerHour: number
}

/** What must come out; a target that is left out may come out as it likes. */
export interface Targets {
  /** Death of a host → every survivor knows: the 99th percentile, ms. */
  readonly detectP99Ms?: number
  /** Live members declared dead by somebody, per member and day. */
  readonly falseDeathsPerDay?: number
  /** Sent by each member at rest, bytes a second, headers of IP and UDP included. Churn is part of rest. */
  readonly bytesPerSecond?: number
  /** User event → every member has it: the 99th percentile, ms. */
  readonly eventP99Ms?: number
}

/** @throws ExperimentOptionError naming the field and what it may be */
export function checkConditions(conditions: Conditions): Conditions {
  inRange('nodes', conditions.nodes, 2, MOST_NODES)
  inRange('loss', conditions.loss, 0, 0.5)
  inRange('latency', conditions.latencyMs, 0, MOST_LATENCY_MS)
  inRange('churn', conditions.churnPerHour, 0, MOST_CHURN * conditions.nodes)
  if (conditions.churnPerHour > 0) inRange('nodes, with churn,', conditions.nodes, LEAST_CHURNED, MOST_NODES)
  return conditions
}

/** @throws ExperimentOptionError if there is none, or one that cannot be */
export function checkTargets(targets: Targets): Targets {
  const given = Object.entries(targets).filter((entry): entry is [string, number] => entry[1] !== undefined)
  if (given.length === 0) throw new ExperimentOptionError('a plan needs at least one target')
  for (const [name, value] of given) inRange(name, value, 0, Number.MAX_SAFE_INTEGER)
  return targets
}

/** Times an hour that each member goes: one that stays for less than two minutes is hardly ever a member. */
const MOST_CHURN = 30
/** Churn spares the last two. */
const LEAST_CHURNED = 3

/** Beyond this no probe that is considered could be answered in time. */
const MOST_LATENCY_MS = LONGEST_PROBE_INTERVAL_MS / LATENCIES_PER_PROBE

function inRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return
  throw new ExperimentOptionError(`${name} is ${value}, but must be from ${least} to ${most}`)
}
