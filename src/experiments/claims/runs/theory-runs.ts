import { ln } from '../../../base/logarithm.ts'
import { deriveSeed, Rng } from '../../../base/rng.ts'
import type { Measurement } from '../../experiment.ts'
import { meanOf } from '../../measure.ts'
import { SynchronousSpread } from '../../spreading/synchronous-spread.ts'
import type { SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'
import { log2, measureRounds, pullLaw, pushLaw, pushPullLaw } from './rounds.ts'

const N = 1000

/** The notes' formula for who is left by pull, held against pull. */
export const pullFormulaRun: SmallRun = {
  says: 'pull among 1000: the share that does not know after 20 rounds, measured and by the formula of the notes',
  run: (seed) => {
    const rounds = 20
    const left = meanOf(Array.from({ length: 300 }, (_, run) => shareLeft(deriveSeed(seed, run), rounds)))
    let formula = 1
    for (let k = 0; k < rounds; k++) formula *= 1 - 1 / N
    const figures = { 'share left, measured': left, 'share left, by the notes': exactly(formula) }
    return { figures, verdict: Math.abs(formula - left.value) < 0.02 ? 'right' : 'wrong' }
  },
}

function shareLeft(seed: number, rounds: number): number {
  const rng = new Rng(seed)
  const spread = new SynchronousSpread({ n: N, calls: 'pull', random: () => rng.next() })
  spread.runToEnd(rounds)
  return 1 - spread.informed / N
}

/** Whether rounds grow like log n on the complete graph, beside a graph on which they do not. */
export const logarithmicRun: SmallRun = {
  says: 'push among 250, 1000 and 4000: what each fourfold adds; and the same on a ring of 1000',
  run: (seed) => {
    const [small, middle, large] = [250, 1000, 4000].map((n) => meanRounds('push', n, seed)) as Triple
    const figures = {
      'rounds among 250': small,
      'rounds among 1000': middle,
      'rounds among 4000': large,
      'rounds on a ring of 1000': exactly(ringRounds(seed)),
    }
    const growth = (large.value - middle.value) / (middle.value - small.value)
    return { figures, verdict: Math.abs(growth - 1) < 0.3 ? 'right' : 'wrong' }
  },
}

type Triple = [Measurement, Measurement, Measurement]

function meanRounds(calls: 'push' | 'pull' | 'push-pull', n: number, seed: number): Measurement {
  return measureRounds({ n, calls, seed, runs: n > 1000 ? 60 : 200 }).rounds
}

/** Push on a ring: everybody knows only the two neighbours. */
function ringRounds(seed: number): number {
  const rng = new Rng(seed)
  const random = (): number => rng.next()
  const choose = (self: number, out: number[]): void => {
    out[0] = (self + (random() % 2 === 0 ? 1 : N - 1)) % N
  }
  return new SynchronousSpread({ n: N, calls: 'push', random, choose }).runToEnd()
}

/** Whether log2 n rounds are enough, as doubling would have it. */
export const doublingRun: SmallRun = {
  says: 'push among 1000: rounds until all know, beside log2 n and log2 n + ln n',
  run: (seed) => {
    const rounds = meanRounds('push', N, seed)
    const figures = { 'rounds, measured': rounds, 'log2 n': exactly(log2(N)), 'log2 n + ln n': exactly(pushLaw(N)) }
    return { figures, verdict: rounds.value <= Math.ceil(log2(N)) + 1 ? 'right' : 'dubious' }
  },
}

/** Whether pull's rounds are logarithmic, with the constant that theory gives. */
export const pullRoundsRun: SmallRun = {
  says: 'pull among 1000: rounds until all know, beside log2 n + log2 ln n + 1',
  run: (seed) => {
    const rounds = meanRounds('pull', N, seed)
    const law = pullLaw(N) + 1
    const figures = { 'rounds, measured': rounds, 'log2 n + log2 ln n + 1': exactly(law) }
    return { figures, verdict: Math.abs(rounds.value - law) < 0.5 ? 'right' : 'wrong' }
  },
}

/** Which form push's rounds have: with log log n or with a second logarithm. */
export const pushFormRun: SmallRun = {
  says: 'push among 4000: rounds until all know, beside log2 n + log2 ln n and log2 n + ln n',
  run: (seed) => {
    const rounds = meanRounds('push', 4000, seed)
    const [withLogLog, withSecondLog] = [pullLaw(4000), pushLaw(4000)]
    const figures = {
      'rounds, measured': rounds,
      'log2 n + log2 ln n': exactly(withLogLog),
      'log2 n + ln n': exactly(withSecondLog),
    }
    const isNearerToLogLog = Math.abs(rounds.value - withLogLog) < Math.abs(rounds.value - withSecondLog)
    return { figures, verdict: isNearerToLogLog ? 'right' : 'dubious' }
  },
}

/** Push-pull beside what theory says is possible, and beside push and pull. */
export const pushPullRun: SmallRun = {
  says: 'push, pull and push-pull among 1000: rounds until all know, beside log3 n + log2 ln n',
  run: (seed) => {
    const [push, pull, both] = (['push', 'pull', 'push-pull'] as const).map((calls) =>
      meanRounds(calls, N, seed),
    ) as Triple
    const figures = {
      'rounds of push': push,
      'rounds of pull': pull,
      'rounds of push-pull': both,
      'log3 n + log2 ln n': exactly(pushPullLaw(N)),
    }
    const isBest = both.value < Math.min(push.value, pull.value) && Math.abs(both.value - pushPullLaw(N)) < 0.5
    return { figures, verdict: isBest ? 'right' : 'wrong' }
  },
}

/** Whether pull is slow to start and slower in all. */
export const pullIsSlowRun: SmallRun = {
  says: 'push and pull among 1000: how 10 who know multiply in a round, and rounds until all know',
  run: (seed) => {
    const [push, pull] = [meanRounds('push', N, seed), meanRounds('pull', N, seed)]
    const [pushGrowth, pullGrowth] = [earlyGrowth('push', seed), earlyGrowth('pull', seed)]
    const figures = {
      'growth per round, push': pushGrowth,
      'growth per round, pull': pullGrowth,
      'rounds of push': push,
      'rounds of pull': pull,
    }
    const isSlow = pull.value > push.value || pullGrowth.value < 1.5
    return { figures, verdict: isSlow ? 'right' : 'wrong' }
  },
}

/** From 10 of 1000, so that the luck of the first one is out of it. */
function earlyGrowth(calls: 'push' | 'pull', seed: number): Measurement {
  const informed = 10
  const growths = Array.from({ length: 200 }, (_, run) => {
    const rng = new Rng(deriveSeed(seed, 3, run))
    const spread = new SynchronousSpread({ n: N, calls, informed, random: () => rng.next() })
    spread.step()
    return spread.informed / informed
  })
  return meanOf(growths)
}

/** Whether push's transmissions are n log n. */
export const pushMessagesRun: SmallRun = {
  says: 'push among 500 and 4000: transmissions per member, and divided by ln n',
  run: (seed) => {
    const [small, large] = pushMessages(seed)
    const figures = {
      'per member among 500': small,
      'per member among 4000': large,
      'per member and ln n among 500': exactly(small.value / ln(500)),
      'per member and ln n among 4000': exactly(large.value / ln(4000)),
    }
    const ratio = large.value / ln(4000) / (small.value / ln(500))
    return { figures, verdict: Math.abs(ratio - 1) < 0.1 ? 'right' : 'wrong' }
  },
}

/** Whether transmissions per member stay the same as the cluster grows. */
export const linearMessagesRun: SmallRun = {
  says: 'push among 500 and 4000: transmissions per member, which would be equal if the total were linear',
  run: (seed) => {
    const [small, large] = pushMessages(seed)
    const figures = { 'per member among 500': small, 'per member among 4000': large }
    return { figures, verdict: large.value / small.value < 1.05 ? 'right' : 'wrong' }
  },
}

function pushMessages(seed: number): [Measurement, Measurement] {
  const measure = (n: number): Measurement => measureRounds({ n, calls: 'push', seed, runs: 60 }).messagesPerMember
  return [measure(500), measure(4000)]
}
