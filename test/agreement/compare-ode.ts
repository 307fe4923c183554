import {
  type EpidemicPoint,
  rumor,
  sir,
  spread,
  type SpreadPlan,
  type SpreadResult,
} from '../../src/population/index.ts'
import { meanAndError } from './statistics.ts'

/**
 * A differential equation is the limit of many nodes and of steps in which few nodes call. So calls are lost until only
 * one in a hundred is left: then a round is a hundredth of a unit of time, and collisions within a round are rare.
 */
const STEP = 0.01
const NODES = 100_000
const INFECTIVE = 0.01

/** What a model and the mean of runs say. */
export interface OdeAgreement {
  readonly what: string
  readonly predicted: number
  readonly measured: number
}

/** The susceptible share at some times and at the end, by Demers' equations and by SIR. */
export function odeAgreement(runs: number, seed: number): OdeAgreement[] {
  const coin = (k: number): SpreadPlan => ({ ...PLAN, seed, stop: { kind: 'feedback-coin', k } })
  const blind: SpreadPlan = { ...PLAN, seed, stop: { kind: 'blind-coin', k: 2 / STEP } }
  return [
    ...agreement('rumour, k = 1', rumor(1, OPTIONS), coin(1), runs),
    ...agreement('rumour, k = 3', rumor(3, OPTIONS), coin(3), runs),
    ...agreement('SIR, R = 2', sir(1, 0.5, OPTIONS), blind, runs),
  ]
}

const PLAN = { nodes: NODES, mode: 'push', loss: 1 - STEP, informed: NODES * INFECTIVE } as const
const OPTIONS = { infective: INFECTIVE }

function agreement(name: string, model: readonly EpidemicPoint[], plan: SpreadPlan, runs: number): OdeAgreement[] {
  const results = Array.from({ length: runs }, (_, run) => spread({ ...plan, seed: plan.seed + run }, 'counts'))
  return [4, 6, 8, Number.POSITIVE_INFINITY].map((time) => ({
    what: `${name}: susceptible at ${time === Number.POSITIVE_INFINITY ? 'the end' : time}`,
    predicted: susceptibleAt(model, time),
    measured: meanAndError(results.map((result) => shareAt(result, time))).mean,
  }))
}

/** Between two steps of the integration as a straight line. */
function susceptibleAt(model: readonly EpidemicPoint[], time: number): number {
  const after = model.findIndex(({ t }) => t >= time)
  if (after < 1) return (model.at(-1) as EpidemicPoint).susceptible
  const [a, b] = [model[after - 1] as EpidemicPoint, model[after] as EpidemicPoint]
  return a.susceptible + ((time - a.t) / (b.t - a.t)) * (b.susceptible - a.susceptible)
}

function shareAt({ informedByRound }: SpreadResult, time: number): number {
  const round = Math.min(time / STEP, informedByRound.length - 1)
  return 1 - (informedByRound[Math.round(round)] as number) / NODES
}
