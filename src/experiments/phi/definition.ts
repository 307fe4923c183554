import { normal } from '../../base/normal.ts'
import { deriveSeed, Rng } from '../../base/rng.ts'
import { PhiAccrual } from '../../detection/phi/phi-accrual.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, shareOf } from '../measure.ts'

const HEARTBEATS = 10_000_000
const MEAN_MS = 100
const DEVIATION_MS = 10
const WINDOW = 1000
const PHIS = [0.5, 1, 2, 3, 4] as const
/** Heartbeats between two looks at the signal. */
const STRIDE = 100_000

/** What φ means, put to the test: at φ one arrival in 10^φ comes later still. */
export const phiDefinition: Experiment = {
  id: 'phi-definition',
  title: 'φ means what it says: with normal arrivals one heartbeat in 10^Φ comes after φ has reached Φ',
  source: 'Hayashibara, Défago, Yared, Katayama, "The φ accrual failure detector", SRDS 2004: the definition of φ',
  parameters: {
    heartbeats: HEARTBEATS,
    intervals: `independent, normal, ${MEAN_MS} ± ${DEVIATION_MS} ms`,
    window: WINDOW,
    mistake: 'φ is at Φ or above when the next heartbeat arrives',
  },
  claims: PHIS.map(
    (phi): Claim => ({
      id: `mistakes-at-${phi}`,
      text: `mistakes per heartbeat at Φ = ${phi} are 10^-${phi}, within a factor of 2`,
      measure: `mistakes-at-${phi}`,
      published: 1,
      unit: `× 10^-${phi}`,
      provenance: 'formula',
      band: { least: 0.5, most: 2 },
    }),
  ),
  run,
}

async function run(context: RunContext): Promise<Measurements> {
  const heartbeats = Math.round(HEARTBEATS * context.scale)
  const rng = new Rng(deriveSeed(context.seed, 1))
  const draw = (): number => rng.next()
  const detector = new PhiAccrual({ windowSize: WINDOW, minDeviationMs: 0.001, firstIntervalMs: MEAN_MS })
  const mistakes = new Float64Array(PHIS.length)
  let now = 0
  // the paper, too, counts from when its window is full
  for (let i = -WINDOW - 2; i < heartbeats; i++) {
    now += MEAN_MS + DEVIATION_MS * normal(draw)
    if (i >= 0) countMistakes(detector.phi(now), mistakes)
    detector.heartbeat(now)
    if (i % STRIDE === 0) {
      context.progress(i / heartbeats)
      await breathe(context.signal)
    }
  }
  return Object.fromEntries(
    PHIS.map((phi, i) => [`mistakes-at-${phi}`, relative(mistakes[i] as number, heartbeats, phi)]),
  )
}

function countMistakes(phi: number, mistakes: Float64Array): void {
  for (let i = 0; i < PHIS.length && phi >= (PHIS[i] as number); i++) mistakes[i] = (mistakes[i] as number) + 1
}

/** Mistakes in units of those that the definition predicts. */
function relative(mistakes: number, heartbeats: number, phi: number): Measurement {
  const { value, low = value, high = value, n = heartbeats } = shareOf(mistakes, heartbeats)
  const expected = Math.pow(10, -phi)
  return { value: value / expected, low: low / expected, high: high / expected, n }
}
