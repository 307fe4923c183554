import { deriveSeed } from '../../base/rng.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, leastOf } from '../measure.ts'
import { scuttlebuttClaims } from './claims.ts'
import {
  FIRST_RATES,
  KEYS,
  MTU_BYTES,
  MTU_UPDATES,
  OFFERED,
  overload,
  type OverloadRun,
  type Sample,
  slopeOf,
  sum,
  TIMES,
  VALUE_BYTES,
} from './overload.ts'
import { runSchedule } from './schedule.ts'

const PARTICIPANTS = 128
const SCHEDULES = 10_000
/** Seconds that flow control has to make rates equal. */
const EQUAL_AFTER = 20
/** Seconds until the backlog shows. */
const GROWS_AFTER = 10

/** Scuttlebutt's own measurements: invariants, overload with and without flow control, the two orderings. */
export const scuttlebutt: Experiment = {
  id: 'scuttlebutt',
  title: 'Scuttlebutt: no gaps, staleness under overload, flow control, depth and breadth',
  source:
    'van Renesse, Dumitriu, Gough, Thomas, "Efficient Reconciliation and Flow Control for Anti-Entropy Protocols", LADIS 2008, sections 3 and 4',
  parameters: {
    participants: PARTICIPANTS,
    keys: KEYS,
    value: `${VALUE_BYTES} bytes`,
    exchanges: 'each node begins one a second, with a random other',
    MTU: `${MTU_BYTES} bytes; ${MTU_UPDATES} updates where updates are counted`,
    offered: `${OFFERED.before} × what the MTU admits; from ${TIMES.begin} to ${TIMES.end} s ${OFFERED.during} ×`,
    'rates at first': `${FIRST_RATES.least} to ${FIRST_RATES.most} updates a second`,
    schedules: SCHEDULES,
  },
  claims: scuttlebuttClaims,
  run: measure,
}

async function measure(context: RunContext): Promise<Measurements> {
  const { seed, scale, signal } = context
  const wrong = await wrongSchedules(seed, Math.ceil(SCHEDULES * scale), signal)
  context.progress(0.2)
  const participants = Math.max(24, Math.round(PARTICIPANTS * Math.min(1, 2 * scale)))
  const run = (more: Pick<OverloadRun, 'ordering' | 'flowControl' | 'countsUpdates'>): Promise<Sample[]> =>
    overload({ seed: deriveSeed(seed, 1), participants, signal, ...more })
  const controlled = await run({ ordering: 'depth', flowControl: true })
  context.progress(0.4)
  const depth = await run({ ordering: 'depth', flowControl: false })
  const breadth = await run({ ordering: 'breadth', flowControl: false })
  context.progress(0.7)
  const depthByCount = await run({ ordering: 'depth', flowControl: false, countsUpdates: true })
  const breadthByCount = await run({ ordering: 'breadth', flowControl: false, countsUpdates: true })
  context.progress(1)
  return {
    'schedules that go wrong': wrong,
    ...measureGrowth(depth),
    ...measureControl(controlled),
    ...compare(depth, breadth, ''),
    ...compare(depthByCount, breadthByCount, ', by count'),
  }
}

async function wrongSchedules(seed: number, schedules: number, signal: AbortSignal): Promise<Measurement> {
  let wrong = 0
  for (let i = 0; i < schedules; i++) {
    if (i % 500 === 0) await breathe(signal)
    if (runSchedule(deriveSeed(seed, 2, i)) !== undefined) wrong++
  }
  return { value: wrong, n: schedules, extreme: 'greatest' }
}

function measureGrowth(samples: readonly Sample[]): Measurements {
  const during = between(samples, TIMES.begin + GROWS_AFTER, TIMES.end)
  const growth = slopeOf(during.map(({ at, greatestMs }) => [at, greatestMs / 1000]))
  return {
    'growth of the greatest staleness, no flow control': { value: growth, n: during.length },
    'greatest staleness, no flow control': { value: greatest(during) / 1000 },
  }
}

function measureControl(samples: readonly Sample[]): Measurements {
  const before = between(samples, 0, TIMES.begin)
  const during = between(samples, TIMES.begin, TIMES.end)
  const usual = mean(before.map(({ greatestMs }) => greatestMs))
  const equal = between(samples, TIMES.begin + EQUAL_AFTER, TIMES.end)
  const made = (equal.at(-1)?.made ?? 0) - (equal[0]?.made ?? 0)
  return {
    'greatest staleness before, flow control': { value: usual / 1000 },
    'greatest staleness, flow control': { value: greatest(during) / 1000 },
    'greatest staleness to that before, flow control': { value: greatest(during) / usual },
    'fairness at first': { value: samples[0]?.fairness ?? Number.NaN },
    'fairness, least': leastOf(equal.map(({ fairness }) => fairness)),
    'updates made, share of what is admitted': { value: made / (equal.length - 1) / (2 * MTU_UPDATES) },
  }
}

/** While there is too much, and until the end. */
function compare(depth: readonly Sample[], breadth: readonly Sample[], how: string): Measurements {
  const ratio = (of: (sample: Sample) => number): Measurement => {
    const [ours, theirs] = [depth, breadth].map((samples) => mean(between(samples, TIMES.begin, TIMES.over).map(of)))
    return { value: (ours as number) / (theirs as number) }
  }
  return {
    [`stale participants, depth to breadth${how}`]: ratio(({ participants }) => participants),
    [`stale mappings, depth to breadth${how}`]: ratio(({ mappings }) => mappings),
  }
}

/** After one moment, up to the other. */
function between(samples: readonly Sample[], from: number, to: number): Sample[] {
  return samples.filter(({ at }) => at > from && at <= to)
}

function greatest(samples: readonly Sample[]): number {
  return Math.max(...samples.map(({ greatestMs }) => greatestMs))
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length
}
