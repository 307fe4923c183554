import { deriveSeed, Rng } from '../../base/rng.ts'
import { exp } from '../../base/exponential.ts'
import type { Measurement } from '../experiment.ts'
import { breathe, greatestOf, meanOf } from '../measure.ts'
import { meanOfRandom, meanOfRoundRobin, randomFirstDetection, randomWait } from './probing-models.ts'
import { ProbeLog } from './probe-log.ts'

/** Sizes of the groups in which detection is timed. */
export const GROUPS = [8, 16, 32, 56, 128, 1000] as const
/** Crashes that are timed in each group: four times the 2000 of the plan, so that a band of .03 is three errors wide. */
export const CRASHES = 8000
/** Virtual ms between two moments of crashing: about three periods, at every phase. */
const EVERY_MS = 3137

/** First detection and the wait for the first probe, in groups of each size (section 3.1). */
export async function measureDetection(
  seed: number,
  scale: number,
  signal: AbortSignal,
): Promise<Record<string, Measurement>> {
  const measured: Record<string, Measurement> = {}
  for (const members of GROUPS) {
    await breathe(signal)
    const crashes = Math.ceil(CRASHES * scale)
    const { detections, waits } = timeCrashes(deriveSeed(seed, members), members, crashes)
    const rng = new Rng(deriveSeed(seed, members, 1))
    const random = Array.from({ length: crashes }, () => randomFirstDetection(members, () => rng.next()))
    measured[`first detection, ${members}`] = meanOf(detections)
    measured[`first detection off round-robin's, ${members}`] = offBy(detections, meanOfRoundRobin(members))
    measured[`random first detection off the formula, ${members}`] = offBy(random, meanOfRandom(members))
    measured[`wait for the first probe, ${members}`] = meanOf(waits)
    measured[`distance from the geometric law, ${members}`] = { value: distanceFromLaw(detections), n: crashes }
  }
  return measured
}

/** The longest that one member of 8 waits for one other: round-robin, and at random (section 4.3). */
export function measureWorstWaits(seed: number, scale: number): Record<string, Measurement> {
  const rng = new Rng(deriveSeed(seed, 2))
  const random = Array.from({ length: WAITS }, () => randomWait(FEW, () => rng.next()))
  const snapshots = Math.ceil((WAITS / FEW) * scale)
  const log = new ProbeLog(deriveSeed(seed, 3), FEW, snapshots, EVERY_MS)
  const inTurn: number[] = []
  for (let snapshot = 0; snapshot < snapshots; snapshot++) {
    for (let member = 1; member < FEW; member++) {
      inTurn.push(log.periodsUntil(snapshot, member, 0) ?? Number.POSITIVE_INFINITY)
    }
  }
  return {
    'longest wait, round-robin, 8': greatestOf(inTurn),
    'longest wait, random, 8': greatestOf(random),
  }
}

function timeCrashes(seed: number, members: number, crashes: number): { detections: number[]; waits: number[] } {
  const perMoment = members / 2
  const moments = Math.ceil(crashes / perMoment)
  const log = new ProbeLog(seed, members, moments, EVERY_MS)
  const detections: number[] = []
  const waits: number[] = []
  for (let moment = 0; moment < moments; moment++) {
    for (let i = 0; i < perMoment; i++) {
      const victim = 2 * i + (moment % 2)
      detections.push(log.firstDetection(moment, victim))
      waits.push(log.firstProbe(moment, victim))
    }
  }
  return { detections, waits }
}

function offBy(values: readonly number[], expected: number): Measurement {
  const { value, low = value, high = value, n = 1 } = meanOf(values)
  return { value: value - expected, low: low - expected, high: high - expected, n }
}

/** The greatest distance between P(T > t) and e^-t, at whole periods (Kolmogorov and Smirnov's). */
function distanceFromLaw(detections: readonly number[]): number {
  let most = 0
  for (let t = 1; t <= LAST_PERIOD; t++) {
    const share = detections.filter((periods) => periods > t).length / detections.length
    most = Math.max(most, Math.abs(share - exp(-t)))
  }
  return most
}

const FEW = 8
const WAITS = 10_000
const LAST_PERIOD = 12
