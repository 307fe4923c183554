import type { SmallRun } from '../ledger-entry.ts'
import { convictionInMeans, type Detection, detectCrash } from './cassandra-detection.ts'
import { exactly } from './figures.ts'

const N = 2500
/** Cassandra's phi_convict_threshold. */
const THRESHOLD = 8
const CLAIMED_SECONDS = 10

/** How long a cluster of that size takes to know of a crash, and under which settings it would take ten seconds. */
export const tenSecondsRun: SmallRun = {
  says: 'a crash among 2500 with Cassandra’s detector, one exchange a second: when 99 % have convicted the member',
  run: (seed) => {
    const { first, median, nearlyAll, meanInterval } = detectCrash(N, THRESHOLD, seed)
    const figures = {
      'mean interval, s': exactly(meanInterval),
      'φ passes 8 after so many mean intervals': exactly(convictionInMeans(THRESHOLD)),
      'first conviction, s': exactly(first),
      'half have convicted, s': exactly(median),
      '99 % have convicted, s': exactly(nearlyAll),
      '10 s would need an exchange every so many s': exactly(CLAIMED_SECONDS / nearlyAll),
      '10 s would need φ at most': exactly(greatestThreshold(seed)),
    }
    return { figures, verdict: nearlyAll <= CLAIMED_SECONDS ? 'right' : 'wrong' }
  },
}

/** The greatest φ, in steps of a quarter, with which 99 % know in time; 0 if there is none. */
function greatestThreshold(seed: number): number {
  const isInTime = ({ nearlyAll }: Detection): boolean => nearlyAll <= CLAIMED_SECONDS
  let found = 0
  for (let threshold = 0.25; threshold <= THRESHOLD; threshold += 0.25) {
    if (!isInTime(detectCrash(N, threshold, seed))) break
    found = threshold
  }
  return found
}

/** What digests alone weigh: every endpoint's, once sent and once received a second. */
export const digestTrafficRun: SmallRun = {
  says: 'a digest of 20 to 40 bytes for each of 2500 endpoints, one sent and one received a second',
  run: () => {
    const [least, most] = [(2 * N * 20) / 1000, (2 * N * 40) / 1000]
    const figures = { 'at least, KB/s': exactly(least), 'at most, KB/s': exactly(most) }
    return { figures, verdict: least <= 100 && 100 <= most ? 'plausible' : 'dubious' }
  },
}

/** Messages per node and second that the claim implies, beside what the protocol sends. */
export const messageRateRun: SmallRun = {
  says: 'the claimed messages a second divided by the claimed nodes, beside three messages for each of 1 to 1.5 exchanges',
  run: () => {
    const claimed = 2_500_000 / 75_000
    const [least, most] = [3, 4.5]
    const figures = {
      'per node and second, claimed': exactly(claimed),
      'per node and second, at least': exactly(least),
      'per node and second, at most': exactly(most),
    }
    return { figures, verdict: claimed >= least && claimed <= most ? 'plausible' : 'dubious' }
  },
}
