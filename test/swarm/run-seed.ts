import { applySchedule, fingerprintOf, InvariantError, type Knobs, Simulation } from '../../src/sim/index.ts'
import { knobsText, networkKnobs, simKnobs, swimKnobs, withKnobs } from './knobs.ts'
import { type Plan, planOf, SETTLE_MS } from './plan.ts'
import { AGREEMENT, disagreement, incarnationsNeverFall, SILENCE, Talkers } from './properties.ts'
import { simWire } from '../../src/codec/index.ts'
import { nodeMaker } from '../../src/experiments/cluster/full-node.ts'

/** How one seed ended. */
export interface SeedOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  readonly knobs: Knobs
  readonly traceHash: string
  /** Virtual ms from the end of the faults until everybody agreed. */
  readonly healedAfterMs: number
  readonly events: number
  /** Of the property that did not hold; undefined if all did. */
  readonly fingerprint: string | undefined
  /** What was wrong, with the command that shows it again; undefined if nothing was. */
  readonly failure: string | undefined
}

/** What may be done to a run on purpose. */
export interface SeedOptions {
  /** Switches refutation off: a bug that the demands below must find. */
  readonly plantBug?: boolean
  /** Instead of what the seed says. */
  readonly plan?: Plan
  /** How long the cluster may take to agree after the faults, virtual ms. */
  readonly healLimitMs?: number
  /** Sees the simulation at its end, with every entry of its trace. */
  readonly inspect?: (sim: Simulation, plan: Plan) => void
}

/** How long a cluster may take to agree after the faults. */
export const HEAL_LIMIT_MS = 400_000
const DRAIN_LIMIT_MS = 15_000

/** One random cluster, random faults, then peace; afterwards everybody must agree on who lives. */
export function runSeed(seed: number, options: SeedOptions = {}): SeedOutcome {
  const plan = options.plan ?? planOf(seed)
  const sim = simOf(seed, plan, options)
  const progress = { healedAfterMs: 0 }
  let violation: Violation | undefined
  try {
    violation = live(sim, plan, options.healLimitMs ?? HEAL_LIMIT_MS, progress)
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error
    violation = { fingerprint: error.fingerprint, detail: error.message }
  }
  options.inspect?.(sim, plan)
  return {
    seed,
    nodes: plan.nodes,
    faults: plan.schedule.length,
    knobs: plan.knobs,
    traceHash: sim.traceHash,
    healedAfterMs: progress.healedAfterMs,
    events: sim.counters.events,
    fingerprint: violation?.fingerprint,
    failure: violation && `seed ${seed}: ${violation.detail}${knobsLine(plan)}${replayHint(seed, options)}`,
  }
}

function knobsLine({ knobs }: Plan): string {
  const text = knobsText(knobs)
  return text === '' ? '' : `\nknobs: ${text}`
}

/** The one command that shows a seed's run again; a plan that was given is not in the seed. */
function replayHint(seed: number, options: SeedOptions): string {
  if (options.plan !== undefined) return ''
  return `\nHEARSAY_SEED=${seed}${options.plantBug === true ? ' HEARSAY_PLANT_BUG=1' : ''} npm run verify -- swarm`
}

interface Violation {
  readonly fingerprint: string
  readonly detail: string
}

function simOf(seed: number, plan: Plan, { plantBug, inspect }: SeedOptions): Simulation {
  const { wire, sizeOf, packetBudget } = simWire(plan.nodes)
  const { knobs, loss } = plan
  const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
  const network = { latency, jitterMs: 2, loss, ...networkKnobs(knobs) }
  const trace = inspect === undefined ? 'hash' : 'full'
  const overBytes = plan.wire ? { wire } : {}
  const sim = new Simulation({ seed, network, sizeOf, packetBudget, trace, ...overBytes, ...simKnobs(knobs) })
  const swim = { ...swimKnobs(knobs), refute: plantBug !== true }
  const make = withKnobs(nodeMaker(swim, plan.heartbeats ? {} : undefined), knobs, seed)
  for (let i = 0; i < plan.nodes; i++) sim.addNode(make)
  sim.addInvariant(incarnationsNeverFall(sim))
  applySchedule(sim, plan.schedule, { restart: make })
  return sim
}

/** The life of a cluster: it forms, suffers, heals. @throws InvariantError */
function live(
  sim: Simulation,
  plan: Plan,
  healLimitMs: number,
  progress: { healedAfterMs: number },
): Violation | undefined {
  sim.run(SETTLE_MS + plan.durationMs)
  sim.network.heal()
  for (const node of sim.nodes) node.resume()
  const peace = sim.now
  sim.runUntil(() => disagreement(sim) === undefined, healLimitMs, 250)
  progress.healedAfterMs = sim.now - peace
  const agreed = violationOf(AGREEMENT, disagreement(sim))
  if (agreed !== undefined) return agreed
  sim.run(30_000)
  return remain(sim)
}

/** Peace goes on. Packets still get lost, so a probe may just have made news: what counts is that it does not stay. */
function remain(sim: Simulation): Violation | undefined {
  const talkers = new Talkers(sim)
  let [differs, talks] = [disagreement(sim), talkers.look()]
  const isSettled = (): boolean => {
    if (differs !== undefined) differs = disagreement(sim)
    talks = talkers.look()
    return differs === undefined && talks === undefined
  }
  sim.runUntil(isSettled, DRAIN_LIMIT_MS, 100)
  return violationOf(AGREEMENT, differs) ?? violationOf(SILENCE, talks)
}

function violationOf(property: typeof AGREEMENT | typeof SILENCE, detail: string | undefined): Violation | undefined {
  return detail === undefined ? undefined : { fingerprint: fingerprintOf(property), detail }
}
