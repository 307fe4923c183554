import { deriveSeed, Rng, unit } from '../../base/rng.ts'
import { CassandraPhiAccrual } from '../../detection/phi/cassandra-phi-accrual.ts'
import type { Experiment, Measurements, RunContext } from '../experiment.ts'
import { near } from './claims.ts'
import { silenceUntil } from './silence.ts'

const THRESHOLDS = [5, 8, 12] as const
const ARRIVALS = 2000
const BAND = 0.01

/** When Cassandra convicts, and what it leaves out of its average. */
export const phiCassandra: Experiment = {
  id: 'phi-cassandra',
  title: 'Cassandra convicts after 18.4 mean intervals, and learns neither from long gaps nor after its own pauses',
  source: 'Apache Cassandra: FailureDetector.java, Gossiper.java and ArrivalWindowTest.java',
  parameters: {
    phiConvictThreshold: THRESHOLDS.join(', '),
    arrivals: `${ARRIVALS}, irregular, of a mean between 200 and 1500 ms`,
    firstInterval: '2000 ms',
    longestLearnt: '2000 ms',
    localPause: '5000 ms',
  },
  claims: [
    near('convicts-at-5', 'with 5, convicts after 11.51 mean intervals', 11.51, BAND, 'source', 'means'),
    near('convicts-at-8', 'with 8, the default, convicts after 18.42 mean intervals', 18.42, BAND, 'source', 'means'),
    near('convicts-at-12', 'with 12, convicts after 27.63 mean intervals', 27.63, BAND, 'source', 'means'),
    near('ratio-at-666', 'ArrivalWindowTest: one interval after the last arrival φ is 1', 1, BAND, 'source'),
    near('decimal-at-666', 'its older form: 0.4342', 0.4342, BAND, 'source'),
    near('decimal-at-3000', 'its older form: 9.566 at 3000', 9.566, BAND, 'source'),
    near('first-only', 'who was heard once is convicted after 18.42 first intervals', 18.42, BAND, 'formula', '× 2 s'),
    near('mean-after-gap', 'a gap of 3 s between intervals of 1 s is not learnt', 1000, BAND, 'source', 'ms'),
    near('convictions-after-pause', 'right after a pause of its own of 6 s it convicts nobody', 0, 0, 'source'),
    near('convictions-later', '5 s later it does', 1, 0, 'source'),
  ],
  run: (context) => Promise.resolve(measure(context)),
}

function measure(context: RunContext): Measurements {
  const rng = new Rng(deriveSeed(context.seed, 3))
  const convictions = THRESHOLDS.map((threshold) => [
    `convicts-at-${threshold}`,
    { value: meansUntilConviction(threshold, () => rng.next()) },
  ])
  context.progress(1)
  return { ...Object.fromEntries(convictions), ...unitTest(), ...exceptions() }
}

/** Silence until conviction, in means of the intervals that were heard last. */
function meansUntilConviction(threshold: number, random: () => number): number {
  const detector = new CassandraPhiAccrual({ threshold })
  const meanMs = 200 + 1300 * unit(random)
  const arrivals = [0]
  for (let i = 0; i < ARRIVALS; i++) arrivals.push((arrivals[i] as number) + meanMs * (0.75 + unit(random) / 2))
  for (const arrival of arrivals) detector.heartbeat(arrival)
  const last = arrivals[ARRIVALS] as number
  const mean = (last - (arrivals[ARRIVALS - 1000] as number)) / 1000
  return silenceUntil((silence) => detector.phi(last + silence) > threshold, 3_600_000) / mean
}

/** The steps of ArrivalWindowTest. */
function unitTest(): Measurements {
  const detector = new CassandraPhiAccrual({ windowSize: 4 })
  for (const arrival of [111, 222, 333, 444, 555]) detector.heartbeat(arrival)
  return {
    'ratio-at-666': { value: detector.ratio(666) },
    'decimal-at-666': { value: detector.phi(666) },
    'decimal-at-3000': { value: detector.phi(3000) },
  }
}

function exceptions(): Measurements {
  const once = new CassandraPhiAccrual()
  once.heartbeat(0)
  const gap = new CassandraPhiAccrual({ windowSize: 100 })
  for (let i = 0; i <= 200; i++) gap.heartbeat(1000 * i + (i > 150 ? 2000 : 0))
  return {
    'first-only': { value: silenceUntil((silence) => once.phi(silence) > once.threshold, 3_600_000) / 2000 },
    'mean-after-gap': { value: 1000 / gap.ratio(203_000) },
    ...afterPause(),
  }
}

/** A node is heard and judged each second; then this one does not run for 6 s, and the other is gone for good. */
function afterPause(): Measurements {
  const detector = new CassandraPhiAccrual({ windowSize: 10, threshold: 2 })
  for (let now = 0; now <= 60_000; now += 1000) {
    detector.heartbeat(now)
    detector.isAvailable(now)
  }
  const convicted = (now: number): number => (detector.isAvailable(now) ? 0 : 1)
  const rightAfter = [66_000, 67_000, 68_000, 69_000, 70_000].map(convicted)
  return {
    'convictions-after-pause': { value: rightAfter.reduce((sum, one) => sum + one, 0) },
    'convictions-later': { value: convicted(71_000) },
  }
}
