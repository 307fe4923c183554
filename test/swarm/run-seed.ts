import { below, deriveSeed, Rng } from '../../src/base/rng.ts'
import {
  applySchedule,
  type FaultSchedule,
  type Invariant,
  InvariantError,
  randomSchedule,
  Simulation,
} from '../../src/sim/index.ts'
import { nodeMaker, nodeName, type SimStack, simWire } from './sim-cluster.ts'

/** How one seed ended. */
export interface SeedOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  readonly traceHash: string
  /** Virtual ms from the end of the faults until everybody agreed. */
  readonly healedAfterMs: number
  readonly events: number
  /** What was wrong, with the command that shows it again; undefined if nothing was. */
  readonly failure: string | undefined
}

/** What may be done to a run on purpose. */
export interface SeedOptions {
  /** Switches refutation off: a bug that the demands below must find. */
  readonly plantBug?: boolean
}

const SETTLE_MS = 15_000
const HEAL_LIMIT_MS = 400_000
const DRAIN_LIMIT_MS = 15_000

/** One random cluster, random faults, then peace; afterwards everybody must agree on who lives. */
export function runSeed(seed: number, options: SeedOptions = {}): SeedOutcome {
  const plan = draw(seed)
  const { wire, sizeOf, packetBudget } = simWire(plan.nodes)
  const network = { latency: { kind: 'uniform', minMs: 0.2, maxMs: 5 }, jitterMs: 2, loss: plan.loss } as const
  const sim = new Simulation({ seed, network, sizeOf, packetBudget, ...(plan.wire ? { wire } : {}) })
  const make = nodeMaker({ refute: options.plantBug !== true })
  for (let i = 0; i < plan.nodes; i++) sim.addNode(make)
  sim.addInvariant(incarnationsNeverFall())
  let failure: string | undefined
  let healedAt = 0
  try {
    sim.run(SETTLE_MS)
    applySchedule(sim, shift(plan.schedule, SETTLE_MS), { restart: make })
    sim.run(plan.durationMs)
    sim.network.heal()
    for (const node of sim.nodes) node.resume()
    const peace = sim.now
    sim.runUntil(() => disagreement(sim) === undefined, HEAL_LIMIT_MS, 250)
    healedAt = sim.now - peace
    failure = disagreement(sim)
    if (failure === undefined) {
      sim.run(30_000)
      // packets still get lost, so a probe may just have made news: what counts is that it does not stay
      const unsettled = (): string | undefined => disagreement(sim) ?? leftInQueues(sim)
      sim.runUntil(() => unsettled() === undefined, DRAIN_LIMIT_MS, 100)
      failure = unsettled()
    }
  } catch (error) {
    if (!(error instanceof InvariantError)) throw error
    failure = error.message
  }
  return {
    seed,
    nodes: plan.nodes,
    faults: plan.schedule.length,
    traceHash: sim.traceHash,
    healedAfterMs: healedAt,
    events: sim.counters.events,
    failure: failure === undefined ? undefined : `seed ${seed}: ${failure}\n${replayCommand(seed, options)}`,
  }
}

/** The one command that shows a seed's run again. */
export function replayCommand(seed: number, options: SeedOptions): string {
  return `HEARSAY_SEED=${seed}${options.plantBug === true ? ' HEARSAY_PLANT_BUG=1' : ''} npm run verify -- swarm`
}

interface Plan {
  readonly nodes: number
  readonly durationMs: number
  readonly loss: number
  readonly wire: boolean
  readonly schedule: FaultSchedule
}

/** Every choice of a run, from its seed alone. */
function draw(seed: number): Plan {
  const rng = new Rng(deriveSeed(seed, 0x5eed))
  const random = (): number => rng.next()
  const nodes = 3 + below(random, 38)
  const durationMs = 30_000 + below(random, 90_000)
  const intensity = 2 + below(random, 10)
  const restarts = below(random, 2) === 0
  const schedule = randomSchedule(rng, { nodes, durationMs, intensity, restarts })
  return { nodes, durationMs, loss: below(random, 4) / 100, wire: seed % 5 === 0, schedule }
}

function shift(schedule: FaultSchedule, byMs: number): FaultSchedule {
  return schedule.map((fault) => ({ ...fault, at: fault.at + byMs }))
}

/** @returns what two nodes see differently from what is, if anything */
function disagreement(sim: Simulation): string | undefined {
  const up = sim.nodes.filter((node) => node.state === 'up')
  const living = new Set(up.map((node) => nodeName(node.index)))
  for (const node of up) {
    const { swim } = node.layer as SimStack
    const seen = [...swim.members()].filter((member) => member.state === 'alive').map((member) => member.node)
    const missing = [...living].filter((name) => !seen.includes(name))
    const surplus = seen.filter((name) => !living.has(name))
    if (missing.length > 0) return `${swim.node} does not see ${missing.join(', ')} alive (${living.size} live)`
    if (surplus.length > 0) return `${swim.node} sees ${surplus.join(', ')} alive, which are not`
  }
  return undefined
}

function leftInQueues(sim: Simulation): string | undefined {
  const up = sim.nodes.filter((node) => node.state === 'up')
  const full = up.find((node) => up.length > 1 && (node.layer as SimStack).swim.queuedBroadcasts > 0)
  if (full === undefined) return undefined
  const { swim } = full.layer as SimStack
  return `${swim.node} still has ${swim.queuedBroadcasts} broadcasts to send in peace`
}

/** While a member is live in somebody's table, its incarnation there only grows; and so does everybody's own. */
function incarnationsNeverFall(): Invariant<Simulation> {
  const known = new Map<string, number>()
  const check = (sim: Simulation): string | undefined => {
    for (const node of sim.nodes) {
      if (node.state !== 'up') continue
      const { swim } = node.layer as SimStack
      for (const member of swim.members()) {
        const key = `${node.index}/${node.processes}/${member.node}`
        const before = known.get(key)
        if (before !== undefined && member.incarnation < before) {
          return `${swim.node} held ${member.node} at incarnation ${before}, now at ${member.incarnation}`
        }
        if (member.state === 'alive' || member.state === 'suspect') known.set(key, member.incarnation)
        else known.delete(key) // it may be forgotten and begin anew
      }
    }
    return undefined
  }
  return { name: 'incarnations never fall', check, everyMs: 500 }
}
