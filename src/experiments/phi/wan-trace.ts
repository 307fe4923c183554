import { deriveSeed, Rng } from '../../base/rng.ts'
import { PhiAccrual } from '../../detection/phi/phi-accrual.ts'
import type { Claim, Experiment, Measurements, RunContext } from '../experiment.ts'
import { breathe, meanOf, shareOf } from '../measure.ts'
import { near } from './claims.ts'
import { silenceUntil } from './silence.ts'
import { WanLink, type WanMoments } from './wan-link.ts'

const SENT = 5_845_713
const RECEIVED = 5_822_521
const BURSTS = 814
const WINDOW = 1000
const PHIS = [0.5, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16] as const
const STRIDE = 50_000
/** The detection time is asked for each time that so many heartbeats have come. */
const ASK_EVERY = 5000

/** Delays are half the round trip; a round trip's variance is that of two ways. */
const MOMENTS: WanMoments = {
  sentMeanMs: 103.5,
  sentDeviationMs: 0.189,
  delayMeanMs: 283.3 / 2,
  delayDeviationMs: 27.3 / Math.SQRT2,
  burstChance: BURSTS / RECEIVED,
  // 23,192 losses in 814 bursts are 28.5 each; these have that mean, and the spread that gives arrivals theirs
  longShare: 0.05,
  shortBurst: 16.9,
  longBurst: 249,
}

const remembered: readonly Claim[] = [
  near('loss', 'share of heartbeats that are lost', 0.00399, 0.0012, 'memory'),
  near('bursts', 'bursts of losses', BURSTS, 120, 'memory'),
  near('longest-burst', 'longest burst, in heartbeats', 1093, 600, 'memory'),
  near('arrival-mean', 'mean interval between arrivals', 103.9, 0.3, 'memory', 'ms'),
  near('arrival-deviation', 'standard deviation of the interval between arrivals', 104.1, 30, 'memory', 'ms'),
]

/** The measured week between Japan and Switzerland, by its moments. */
export const phiWanTrace: Experiment = {
  id: 'phi-wan-trace',
  title: 'Over a wide-area link that loses in bursts, a higher Φ means fewer mistakes and later detection',
  source:
    'Hayashibara, Défago, Yared, Katayama, "The φ accrual failure detector", SRDS 2004: its experiments, mistake rate and detection time against Φ',
  parameters: {
    heartbeats: SENT,
    interval: '103.5 ± 0.189 ms',
    delay: 'normal, 141.65 ± 19.3 ms',
    loss: `${BURSTS} bursts, one in twenty of mean 249, the others of mean 16.9`,
    window: WINDOW,
    trace: 'not to be had; made here with the moments that are remembered of it',
  },
  claims: [
    {
      id: 'mistakes-fall',
      text: 'the mistake rate never rises with Φ from 0.5 to 16',
      measure: 'mistake-rises',
      published: 0,
      provenance: 'formula',
      band: { most: 0 },
    },
    {
      id: 'detection-rises',
      text: 'the detection time never falls with Φ from 0.5 to 16',
      measure: 'detection-falls',
      published: 0,
      provenance: 'formula',
      band: { most: 0 },
    },
    {
      id: 'mistakes-fall-from-half-to-2',
      text: 'the mistake rate falls from Φ 0.5 to 2 (as a later account of the paper tells)',
      measure: 'mistakes-2-to-half',
      provenance: 'source',
      band: { most: 0.5 },
    },
    {
      id: 'mistakes-fall-from-8-to-12',
      text: 'the mistake rate falls again from Φ 8 to 12 (as a later account of the paper tells)',
      measure: 'mistakes-12-to-8',
      provenance: 'source',
      band: { most: 0.99 },
      informative: 'where it falls follows from the trace, which we do not have',
    },
    ...remembered,
  ],
  run,
}

interface Tally {
  intervals: number
  sum: number
  squares: number
  readonly mistakes: number[]
  /** For each Φ, silences after which it was reached. */
  readonly detection: number[][]
}

async function run(context: RunContext): Promise<Measurements> {
  const heartbeats = Math.round(RECEIVED * context.scale)
  const rng = new Rng(deriveSeed(context.seed, 2))
  const link = new WanLink(MOMENTS, () => rng.next())
  const detector = new PhiAccrual({ windowSize: WINDOW, minDeviationMs: 0.001, firstIntervalMs: MOMENTS.sentMeanMs })
  const tally: Tally = { intervals: 0, sum: 0, squares: 0, mistakes: PHIS.map(() => 0), detection: PHIS.map(() => []) }
  let last = link.next()
  detector.heartbeat(last)
  for (let i = -WINDOW - 2; i < heartbeats; i++) {
    const now = link.next()
    if (i >= 0) countArrival(tally, now - last, detector.phi(now))
    detector.heartbeat(now)
    last = now
    if (i >= 0 && i % ASK_EVERY === 0) askDetection(tally, detector, now)
    if (i % STRIDE !== 0) continue
    context.progress(i / heartbeats)
    await breathe(context.signal)
  }
  return measurementsOf(tally, link, context.scale)
}

function countArrival(tally: Tally, interval: number, phi: number): void {
  const off = interval - MOMENTS.sentMeanMs
  tally.intervals++
  tally.sum += off
  tally.squares += off * off
  for (let i = 0; i < PHIS.length && phi >= (PHIS[i] as number); i++)
    tally.mistakes[i] = (tally.mistakes[i] as number) + 1
}

/** If the sender crashed right after this heartbeat: when would each Φ be reached? */
function askDetection(tally: Tally, detector: PhiAccrual, now: number): void {
  for (const [i, phi] of PHIS.entries()) {
    tally.detection[i]?.push(silenceUntil((silence) => detector.phi(now + silence) >= phi, 3_600_000))
  }
}

function measurementsOf(tally: Tally, link: WanLink, scale: number): Measurements {
  const mean = tally.sum / tally.intervals
  const times = tally.detection.map((silences) => meanOf(silences))
  const at = (phi: (typeof PHIS)[number]): number => tally.mistakes[PHIS.indexOf(phi)] as number
  return {
    'mistake-rises': { value: descents(tally.mistakes.toReversed()) },
    'detection-falls': { value: descents(times.map(({ value }) => value)) },
    'mistakes-2-to-half': { value: at(2) / at(0.5) },
    'mistakes-12-to-8': { value: at(12) / at(8) },
    loss: shareOf(link.lost, link.sent),
    bursts: { value: link.bursts / scale },
    'longest-burst': { value: link.longest },
    'arrival-mean': { value: mean + MOMENTS.sentMeanMs },
    'arrival-deviation': { value: Math.sqrt(tally.squares / tally.intervals - mean * mean) },
    ...Object.fromEntries(
      PHIS.map((phi, i) => [`mistake-rate-at-${phi}`, shareOf(tally.mistakes[i] as number, tally.intervals)]),
    ),
    ...Object.fromEntries(PHIS.map((phi, i) => [`detection-ms-at-${phi}`, times[i] as { value: number }])),
  }
}

/** How often a value is below the one before it; one that is no number counts. */
function descents(values: readonly number[]): number {
  return values.slice(1).filter((value, i) => !(value >= (values[i] as number))).length
}
