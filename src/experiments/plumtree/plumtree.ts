import { deriveSeed } from '../../base/rng.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { FAILED_HEALING, FAILED_RIGHT_AFTER, plumtreeClaims } from './claims.ts'
import { cyclesToHeal, rightAfter, steadyFailures } from './failures.ts'
import { type SettledViews, settleOverlay } from './setup.ts'
import { measureFlood, measureStable, type StableRun } from './stable.ts'

const NODES = 10_000
const LEAST_NODES = 200
const CYCLES = 100
const FAILURES_PER_CYCLE = 50
/** The thresholds of the paper (section 4.2). */
const [ONE_SENDER, MANY_SENDERS] = [3, 7]

/** Plumtree on HyParView: what messages cost, how far they go, what failures do. */
export const plumtree: Experiment = {
  id: 'plumtree',
  title: 'Plumtree: a payload for each node and no more, and a tree that mends itself',
  source: 'Leitão, Pereira, Rodrigues, "Epidemic Broadcast Trees", SRDS 2007, section 4, table 1 and figures 2 to 6',
  parameters: {
    nodes: NODES,
    overlay: 'HyParView, active view 5, 50 cycles of settling',
    thresholds: `${ONE_SENDER} for one sender, ${MANY_SENDERS} for many`,
    messages: '5 to build the tree, 10 to 30 counted',
    'steady failures': `${FAILURES_PER_CYCLE} a cycle for ${CYCLES} cycles`,
  },
  claims: plumtreeClaims,
  run: measure,
}

const STABLE: readonly StableRun[] = [
  { name: 's-s', senders: 'one', building: 5, counted: 10 },
  { name: 'm-s', senders: 'many', building: 5, counted: 20 },
  { name: 'optimised s-s', senders: 'one', plumtree: { shorterBy: ONE_SENDER }, building: 5, counted: 10 },
  { name: 'optimised m-s', senders: 'many', plumtree: { shorterBy: MANY_SENDERS }, building: 5, counted: 20 },
  {
    name: 'm-s, overlapping',
    senders: 'many',
    building: 10,
    counted: 10,
    overlapping: { messages: 40, hopsApart: 3 },
  },
]

async function measure(context: RunContext): Promise<Measurements> {
  const { scale, progress } = context
  const views = await settleOverlay(Math.max(LEAST_NODES, Math.round(NODES * scale)), context)
  progress(0.1)
  const measured: Record<string, Measurement> = await measureWithoutFailures(views, context)
  const { control } = expected(views)
  measured['control off n (d - 2) + 2'] = { value: 100 * ((measured['s-s: control']?.value ?? 0) / control - 1) }
  measured['payloads off n d - (n - 1)'] = {
    value: 100 * ((measured['eager: payloads']?.value ?? 0) / expected(views).eager - 1),
  }
  measured['optimised m-s: more control than m-s'] = moreControl(measured, 'optimised m-s', 'm-s')
  measured['m-s: more control than s-s'] = moreControl(measured, 'm-s', 's-s')
  await measureFailures(views, context, measured)
  const plan = {
    cycles: Math.max(5, Math.round(CYCLES * scale)),
    failuresPerCycle: Math.max(1, Math.round(views.length / 200)),
  }
  measured['least reliability, steady failures'] = await steadyFailures(views, plan, context, (done) =>
    progress(0.6 + 0.4 * done),
  )
  return measured
}

async function measureWithoutFailures(views: SettledViews, context: RunContext): Promise<Record<string, Measurement>> {
  const measured = measureFlood(views, 10, context.seed)
  for (const [i, plan] of STABLE.entries()) {
    Object.assign(measured, await measureStable(views, plan, { ...context, seed: deriveSeed(context.seed, 8, i) }))
    context.progress(0.1 + (0.3 * (i + 1)) / STABLE.length)
  }
  return measured
}

async function measureFailures(
  views: SettledViews,
  context: RunContext,
  measured: Record<string, Measurement>,
): Promise<void> {
  for (const failed of FAILED_RIGHT_AFTER) {
    const messages = failed < 50 ? 5 : 30
    Object.assign(measured, await rightAfter(views, failed, Math.max(3, Math.round(messages * context.scale)), context))
  }
  context.progress(0.5)
  for (const failed of FAILED_HEALING) {
    await breathe(context.signal)
    measured[`cycles to heal, ${failed} % failed`] = { value: await cyclesToHeal(views, failed, context) }
  }
  context.progress(0.6)
}

/** What a message costs where every node sends on all links but the one by which it has come. */
function expected(views: SettledViews): { readonly eager: number; readonly control: number } {
  const ends = views.reduce((sum, { neighbours }) => sum + neighbours.length, 0)
  return { eager: ends - (views.length - 1), control: ends - 2 * views.length + 2 }
}

/** In percent. */
function moreControl(measured: Measurements, name: string, than: string): Measurement {
  const plain = measured[`${than}: control`]?.value ?? Number.NaN
  const [mean, high] = [measured[`${name}: control`]?.value ?? Number.NaN, measured[`${name}: control`]?.high]
  const percent = (control: number): number => 100 * (control / plain - 1)
  return high === undefined
    ? { value: percent(mean) }
    : { value: percent(mean), low: percent(2 * mean - high), high: percent(high) }
}
