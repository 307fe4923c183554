import { suspicionTimeoutMs } from '../../../membership/swim/formulas.ts'
import { PROFILES } from '../../../membership/swim/options.ts'
import type { LedgerVerdict, SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'
import { crashTimes, spreadSeconds } from './swim-times.ts'

/** Removal within a time, at a size: by formula for the parts that do not vary, measured for the spreading. */
export function removalRun(n: number, claimedSeconds: number): SmallRun {
  return {
    says: `the steps from a crash to everybody’s knowledge of it, memberlist’s LAN settings, n = ${n}`,
    run: (seed) => {
      const times = crashTimes(n, seed)
      const figures = {
        'until probed, mean, s': exactly(times.untilProbed),
        'probe, s': exactly(times.probe),
        'suspicion, least, s': exactly(times.suspicion),
        'spreading, mean, s': exactly(times.spreading),
        'in all at least, s': exactly(times.least),
        'in all on average, s': exactly(times.mean),
        'greatest n whose least is in time': exactly(greatestSize(claimedSeconds)),
      }
      return { figures, verdict: withinClaim(times, claimedSeconds) }
    },
  }
}

/** Certain, possible or impossible. */
function withinClaim(
  { least, mean }: { readonly least: number; readonly mean: number },
  claimed: number,
): LedgerVerdict {
  if (least > claimed) return 'wrong'
  return mean <= claimed ? 'right' : 'plausible'
}

/** The greatest cluster in which the probe and the least suspicion fit into the time. */
function greatestSize(seconds: number): number {
  const { suspicionMult, probeIntervalMs } = PROFILES.lan
  let n = 1
  while (probeIntervalMs + suspicionTimeoutMs(suspicionMult, n + 1, probeIntervalMs) <= seconds * 1000 && n < 1e6) n++
  return n
}

/** News in one data centre, with memberlist's LAN gossip, beside the time that is claimed for it. */
export function lanSpreadRun(claimedSeconds: number): SmallRun {
  return {
    says: 'gossip to 3 others every 200 ms among 1000: mean time until all have heard',
    run: (seed) => {
      const seconds = spreadSeconds(1000, seed, PROFILES.lan)
      const verdict = seconds <= claimedSeconds ? 'plausible' : 'wrong'
      return { figures: { 'until all know, s': exactly(seconds) }, verdict }
    },
  }
}

/** News between data centres, with memberlist's WAN gossip: 50 of them with 5 servers each. */
export const wanSpreadRun: SmallRun = {
  says: 'gossip to 4 others every 500 ms among 250: mean time until all have heard',
  run: (seed) => {
    const seconds = spreadSeconds(250, seed, PROFILES.wan)
    return { figures: { 'until all know, s': exactly(seconds) }, verdict: seconds <= 30 ? 'plausible' : 'wrong' }
  },
}

/** What gossip to a few saves against telling all, and how large a cluster must be to save what is claimed. */
export const meshSavingsRun: SmallRun = {
  says: 'gossip to 4 of n − 1 against telling all: the share saved with 50 centres of 5 servers',
  run: () => {
    const { gossipNodes } = PROFILES.wan
    const saved = 1 - gossipNodes / (250 - 1)
    const needed = Math.ceil(gossipNodes / 0.001) + 1
    const figures = { 'share saved among 250': exactly(saved), '0.999 needs so many members': exactly(needed) }
    return { figures, verdict: saved >= 0.999 ? 'right' : 'dubious' }
  },
}
