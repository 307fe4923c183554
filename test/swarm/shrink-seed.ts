import {
  type Capsule,
  checkKnobs,
  type Json,
  makeCapsule,
  readCapsule,
  shrink,
  type Shrunk,
  writeCapsule,
} from '../../src/sim/index.ts'
import { KNOBS } from './knobs.ts'
import { type Plan, planOf } from './plan.ts'
import { HEAL_LIMIT_MS, runSeed, type SeedOptions, type SeedOutcome } from './run-seed.ts'

/** A failing seed, made small. */
export interface ShrunkSeed {
  readonly shrunk: Shrunk
  readonly capsule: Capsule
  /** What shows the small run again. */
  readonly command: string
}

/** What {@link shrinkSeed} needs besides the seed. */
export interface ShrinkSeedOptions extends SeedOptions {
  readonly fingerprint: string
  /** The version of the code, for the capsule. */
  readonly commit: string
  readonly maxRuns?: number
}

const LEAST_NODES = 3
/** More than any seed has; every node knows every other. */
const MOST_NODES = 1000

/** Makes the run of a failing seed small: fewer faults, fewer nodes, fewer knobs, shorter faults. */
export function shrinkSeed(seed: number, options: ShrinkSeedOptions): ShrunkSeed {
  const { fingerprint, commit, maxRuns = 300, ...own } = options
  const plan = own.plan ?? planOf(seed)
  const shrunk = shrink(plan, {
    fingerprint,
    maxRuns,
    leastNodes: LEAST_NODES,
    run: (candidate) => runSeed(seed, { ...own, plan: { ...plan, ...candidate } }),
  })
  const { schedule, nodes, knobs = {}, traceHash } = shrunk
  const capsule = makeCapsule({
    commit,
    seed,
    options: capsuleOptions({ ...plan, nodes, knobs }, own),
    schedule,
    fingerprint,
    traceHash,
  })
  return { shrunk, capsule, command: `HEARSAY_CAPSULE='${writeCapsule(capsule)}' npm run verify -- swarm` }
}

function capsuleOptions(plan: Plan, own: SeedOptions): { readonly [key: string]: Json } {
  const { nodes, durationMs, loss, wire, heartbeats, knobs } = plan
  const { plantBug = false, healLimitMs = HEAL_LIMIT_MS } = own
  return { nodes, durationMs, loss, wire, heartbeats, knobs, plantBug, healLimitMs }
}

/** Runs what a capsule says. @throws RangeError that names the field, if the capsule is none of a swarm */
export function replayCapsule(
  text: string,
  inspect?: SeedOptions['inspect'],
): { readonly capsule: Capsule; readonly outcome: SeedOutcome } {
  const capsule = readCapsule(text)
  const number = (field: string): number => typed(capsule, field, 'number')
  const flag = (field: string): boolean => typed(capsule, field, 'boolean')
  const plan: Plan = {
    nodes: nodesOf(number('nodes')),
    durationMs: number('durationMs'),
    loss: number('loss'),
    wire: flag('wire'),
    heartbeats: flag('heartbeats'),
    knobs: checkKnobs(capsule.options['knobs'], KNOBS, 'options.knobs'),
    schedule: capsule.schedule,
  }
  const options = { plan, plantBug: flag('plantBug'), healLimitMs: number('healLimitMs') }
  const watched = inspect === undefined ? options : { ...options, inspect }
  return { capsule, outcome: runSeed(capsule.seed, watched) }
}

function nodesOf(nodes: number): number {
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= MOST_NODES) return nodes
  throw new RangeError(`options.nodes: ${nodes} is not a whole number from 1 to ${MOST_NODES}`)
}

function typed<T extends 'number' | 'boolean'>(
  capsule: Capsule,
  field: string,
  type: T,
): T extends 'number' ? number : boolean {
  const value = capsule.options[field]
  if (typeof value !== type) throw new RangeError(`options.${field}: ${JSON.stringify(value)} is not a ${type}`)
  return value as T extends 'number' ? number : boolean
}
