import { spread, type SpreadEngine, type SpreadMode, type SpreadPlan } from '../../src/population/index.ts'
import { ksDistance, ksLimit } from './statistics.ts'

/** Two engines on one plan. */
export interface Comparison {
  readonly plan: Omit<SpreadPlan, 'seed'>
  readonly engines: readonly [SpreadEngine, SpreadEngine]
  readonly runs: number
}

/** What was compared, and how far apart the samples are in units of what chance allows. */
export interface Agreement {
  readonly what: string
  readonly distance: number
}

/** With a hundred comparisons one in a hundred fresh seeds would fail; the seeds are fixed. */
const ALPHA = 1e-4

/** Runs both and compares rounds, messages and who was reached. */
export function compareEngines({ plan, engines, runs }: Comparison, seed: number): Agreement[] {
  const [a, b] = engines.map((engine, i) => sample(plan, engine, runs, seed + i * 1e6)) as [Sample, Sample]
  return MEASURES.map((measure) => ({
    what: `${measure} of ${engines.join(' and ')} on ${JSON.stringify(plan)}`,
    distance: ksDistance(a[measure], b[measure]) / ksLimit(a[measure], b[measure], ALPHA),
  }))
}

const MEASURES = ['rounds', 'messages', 'residue', 'tAve'] as const
type Sample = Record<(typeof MEASURES)[number], number[]>

function sample(plan: Omit<SpreadPlan, 'seed'>, engine: SpreadEngine, runs: number, seed: number): Sample {
  const results = Array.from({ length: runs }, (_, run) => spread({ ...plan, seed: seed + run }, engine))
  return {
    rounds: results.map(({ rounds }) => rounds),
    messages: results.map(({ messages }) => messages.pushes + messages.answers),
    residue: results.map(({ residue }) => residue),
    tAve: results.map(({ tAve }) => tAve),
  }
}

const MODES: readonly SpreadMode[] = ['push', 'pull', 'push-pull']

/** The all-knowing end in every mode, plain and with fan-out and loss, by all three engines. */
export function allKnowing(nodes: number, runs: number): Comparison[] {
  const plans = MODES.flatMap((mode) => [
    { nodes, mode },
    { nodes, mode, fanout: 3, loss: 0.2, informed: 5 },
  ])
  return plans.flatMap((plan) => [
    { plan, runs, engines: ['contacts', 'counts'] },
    { plan, runs, engines: ['contacts', 'blocks'] },
  ])
}

/** Populations of several blocks, the last of which is not full. */
export function severalBlocks(nodes: number, runs: number): Comparison[] {
  return MODES.map((mode) => ({ plan: { nodes, mode, loss: 0.1 }, runs, engines: ['blocks', 'counts'] }))
}

/** Demers' rules for push. */
export function stopRules(nodes: number, runs: number): Comparison[] {
  const kinds = ['blind-coin', 'blind-counter', 'feedback-coin', 'feedback-counter'] as const
  const plans: Omit<SpreadPlan, 'seed'>[] = kinds.map((kind) => ({
    ...{ nodes, mode: 'push', loss: 0.1, informed: 3 },
    stop: { kind, k: 2 },
  }))
  plans.push({ nodes, mode: 'push', fanout: 3, stop: { kind: 'blind-counter', k: 1 } })
  return plans.map((plan) => ({ plan, runs, engines: ['contacts', 'counts'] }))
}
