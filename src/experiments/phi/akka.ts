import { log10UpperTail } from '../../base/normal-tail.ts'
import { AkkaPhiAccrual } from '../../detection/phi/akka-phi-accrual.ts'
import type { AccrualDetector } from '../../detection/phi/accrual-detector.ts'
import { ArrivalWindow } from '../../detection/phi/arrival-window.ts'
import { PhiAccrual } from '../../detection/phi/phi-accrual.ts'
import type { Claim, Experiment, Measurements, RunContext } from '../experiment.ts'
import { near } from './claims.ts'
import { silenceUntil } from './silence.ts'

const MEAN_MS = 1000
const DEVIATION_MS = 100
/** Silence and φ as the unit test has them. */
const LOGISTIC = { 0: 0, 500: 0.1, 1000: 0.3, 1200: 1.6, 1400: 4.7, 1600: 10.8, 1700: 15.3 } as const
/** Silence and φ by the normal tail itself. */
const EXACT = { 1400: 4.5, 1600: 9.01, 1700: 11.89 } as const

const logisticClaims = Object.entries(LOGISTIC).map(([silence, phi]) =>
  near(`logistic-at-${silence}`, `φ after ${silence} ms of silence, logistic`, phi, 0.1, 'source'),
)
const exactClaims = Object.entries(EXACT).map(([silence, phi]) =>
  near(`exact-at-${silence}`, `φ after ${silence} ms of silence, exact normal tail`, phi, 0.005, 'pilot'),
)
const thirdBeat: Claim = {
  id: 'first-at-3000',
  text: 'φ is above 15 if nothing comes for 3 s after the first heartbeat',
  measure: 'first-at-3000',
  provenance: 'source',
  band: { least: 15 },
}

/** The published values of the logistic form, and how far the exact tail is from them. */
export const phiAkka: Experiment = {
  id: 'phi-akka',
  title: 'Akka’s approximation gives its published values; the exact tail is far lower where it matters',
  source: 'Akka and Apache Pekko: PhiAccrualFailureDetector.scala, AccrualFailureDetectorSpec.scala, reference.conf',
  parameters: {
    mean: `${MEAN_MS} ms`,
    deviation: `${DEVIATION_MS} ms`,
    defaults: 'threshold 8, window 1000, least deviation 100 ms, acceptable pause 3 s, heartbeat 1 s',
  },
  claims: [
    ...logisticClaims,
    ...exactClaims,
    near('first-at-1000', 'φ 1 s after the first heartbeat', 0.3, 0.2, 'source'),
    near('first-at-2000', 'φ 2 s after the first heartbeat', 4.5, 0.3, 'source'),
    thirdBeat,
    near('variance', 'variance of 100, 200, 125, 340, 130', 7584, 0.1, 'source'),
    near('exact-z-of-8', 'the exact tail reaches Φ = 8 at this many deviations', 5.612, 0.005, 'formula'),
    near('default-conviction', 'with the defaults, silence until conviction', 4522.6, 0.1, 'pilot', 'ms'),
  ],
  run: (context) => Promise.resolve(measure(context)),
}

function measure(context: RunContext): Measurements {
  const logistic = regular(new AkkaPhiAccrual({ acceptablePauseMs: 0, windowSize: 100 }))
  const exact = regular(new PhiAccrual({ minDeviationMs: DEVIATION_MS, windowSize: 100 }))
  const defaults = regular(new AkkaPhiAccrual())
  context.progress(1)
  return {
    ...phisAt('logistic', logistic, Object.keys(LOGISTIC)),
    ...phisAt('exact', exact, Object.keys(EXACT)),
    ...first(),
    variance: { value: varianceOf([100, 200, 125, 340, 130]) },
    'exact-z-of-8': { value: silenceUntil((z) => -log10UpperTail(z) >= 8, 100) },
    'default-conviction': {
      value: silenceUntil((silence) => !defaults.isAvailable(LAST + silence), 60_000),
    },
  }
}

/** More heartbeats than any window holds. */
const BEATS = 1200
const LAST = MEAN_MS * (BEATS - 1)

function regular<D extends AccrualDetector>(detector: D): D {
  for (let i = 0; i < BEATS; i++) detector.heartbeat(MEAN_MS * i)
  return detector
}

function phisAt(form: string, detector: AccrualDetector, silences: readonly string[]): Measurements {
  return Object.fromEntries(
    silences.map((silence) => [`${form}-at-${silence}`, { value: detector.phi(LAST + Number(silence)) }]),
  )
}

function first(): Measurements {
  const detector = new AkkaPhiAccrual({ acceptablePauseMs: 0 })
  detector.heartbeat(0)
  return Object.fromEntries([1000, 2000, 3000].map((at) => [`first-at-${at}`, { value: detector.phi(at) }]))
}

function varianceOf(samples: readonly number[]): number {
  const window = new ArrivalWindow(20)
  for (const sample of samples) window.add(sample)
  return window.variance
}
