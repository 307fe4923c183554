import { suspicionTimeoutMs } from '../../../membership/swim/formulas.ts'
import { PROFILES } from '../../../membership/swim/options.ts'
import type { SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'
import { measureRounds } from './rounds.ts'

const N = 2500
const PERIOD_S = 0.5

/** A suspicion of five seconds beside what memberlist takes for the same period. */
export const fixedSuspicionRun: SmallRun = {
  says: 'memberlist’s least suspicion time with a period of 1 s: among 1000, and where it passes 5 s',
  run: () => {
    const { suspicionMult } = PROFILES.lan
    const seconds = (n: number): number => suspicionTimeoutMs(suspicionMult, n, 1000) / 1000
    let n = 1
    while (seconds(n) <= 5) n++
    const figures = { 'among 1000, s': exactly(seconds(1000)), 'passes 5 s at n': exactly(n) }
    return { figures, verdict: seconds(1000) <= 5 ? 'right' : 'dubious' }
  },
}

/** Whether three periods are enough for the suspect to hear of it and to answer. */
export const shortSuspicionRun: SmallRun = {
  says: 'push-pull once per period of 500 ms among 2500: time until all know, beside a suspicion of three periods',
  run: (seed) => {
    const { rounds } = measureRounds({ n: N, calls: 'push-pull', seed, runs: 60 })
    const spreading = rounds.value * PERIOD_S
    const figures = {
      'until all know, s': exactly(spreading),
      'suspicion of three periods, s': exactly(3 * PERIOD_S),
      'suspicion as memberlist would scale it, s': exactly(scaledSuspicion()),
    }
    return { figures, verdict: 3 * PERIOD_S >= spreading ? 'right' : 'dubious' }
  },
}

function scaledSuspicion(): number {
  return suspicionTimeoutMs(3, N, PERIOD_S * 1000) / 1000
}

/** Fifteen seconds on average beside a suspicion of sixty, and beside the multiplier that the same settings name. */
export const contradictionRun: SmallRun = {
  says: 'a probe period of 500 ms and then the suspicion: 60 s, and with the multiplier 3 among 2500',
  run: () => {
    const least = PERIOD_S + 60
    const figures = {
      'least with the 60 s, s': exactly(least),
      'least with the multiplier, s': exactly(PERIOD_S + scaledSuspicion()),
    }
    return { figures, verdict: least <= 15 ? 'plausible' : 'wrong' }
  },
}
