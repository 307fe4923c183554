import { applySchedule } from '../../src/sim/index.ts'
import { heal } from '../swarm/heal.ts'
import { planOf, SETTLE_MS } from '../swarm/plan.ts'
import { RumorSwarm } from './rumor-swarm.ts'
import { type Variant, VARIANTS } from './variants.ts'

/** How one seed ended. */
export interface RumorOutcome {
  readonly seed: number
  readonly variant: string
  readonly nodes: number
  readonly faults: number
  /** Rumours that began during the faults, and the mean share of the nodes alive in the end that missed them. */
  readonly during: number
  readonly missedDuring: number
  /** Of these, how many somebody still carried when the faults were over. */
  readonly carried: number
  /** Rumours that began in peace, and the mean share that missed them. */
  readonly after: number
  readonly missedAfter: number
  readonly traceHash: string
  /** What was wrong; undefined if nothing was. */
  readonly failure: string | undefined
}

const EVERY_MS = 2000
/** What is carried in peace so long reaches everybody: 80 cycles. */
const LASTING_CYCLES = 80
const LASTING_MS = 80 * 200
const AFTERWARDS = 3
const SPREAD_MS = 15_000
/** Mail may be held for two minutes: who gets it then must know still that it was here. */
const REMEMBER = { rememberMs: 300_000 }
/** So that bounds are met. */
const TIGHT = { mostCarried: 4, mostKeptBytes: 64 * 1024, mostRemembered: 200 }

/** One random cluster that tells rumours, random faults, then peace. */
export function runRumorSeed(seed: number): RumorOutcome {
  const { nodes, durationMs, loss, schedule } = planOf(seed)
  const variant = VARIANTS[seed % VARIANTS.length] as Variant
  const isTight = !variant.isLasting && seed % 4 === 0
  const swarm = new RumorSwarm(seed, nodes, loss, { ...REMEMBER, ...variant.options, ...(isTight ? TIGHT : {}) })
  applySchedule(swarm.sim, schedule, { restart: swarm.make })
  const during = suffer(swarm, SETTLE_MS + durationMs)
  heal(swarm.sim)
  const carried = during.filter((id) => swarm.isCarried(id, LASTING_CYCLES))
  rest(swarm, LASTING_MS)
  const lost = carried.filter((id) => !swarm.isComplete(id)).length
  const missedDuring = mean(during.map((id) => swarm.missing(id)))
  const after = inPeace(swarm)
  const incomplete = after.filter((id) => !swarm.isComplete(id)).length
  const wrong =
    swarm.violation ??
    (variant.isLasting && lost > 0
      ? `${lost} of ${carried.length} rumours that were carried did not reach all`
      : undefined) ??
    (variant.isComplete && incomplete > 0
      ? `${incomplete} of ${AFTERWARDS} rumours in peace did not reach all`
      : undefined)
  return {
    ...{ seed, variant: variant.name, nodes, faults: schedule.length, traceHash: swarm.sim.traceHash },
    ...{ during: during.length, missedDuring, carried: carried.length },
    ...{ after: after.length, missedAfter: mean(after.map((id) => swarm.missing(id))) },
    failure: wrong && `seed ${seed} (${variant.name}): ${wrong}\nHEARSAY_SEED=${seed} npm run verify -- rumors`,
  }
}

/** A rumour now and then while things go wrong. */
function suffer(swarm: RumorSwarm, forMs: number): number[] {
  const ids: number[] = []
  for (let passed = 0; passed < forMs; passed += EVERY_MS) {
    const id = swarm.broadcast()
    if (id !== undefined) ids.push(id)
    rest(swarm, EVERY_MS)
  }
  return ids
}

function inPeace(swarm: RumorSwarm): number[] {
  return Array.from({ length: AFTERWARDS }, () => {
    const id = swarm.broadcast()
    rest(swarm, SPREAD_MS)
    return id
  }).filter((id) => id !== undefined)
}

function rest(swarm: RumorSwarm, ms: number): void {
  swarm.sim.run(ms)
  swarm.look()
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
