import { log10UpperTail } from '../../src/base/normal-tail.ts'
import { AkkaPhiAccrual } from '../../src/detection/phi/akka-phi-accrual.ts'
import { ArrivalWindow } from '../../src/detection/phi/arrival-window.ts'
import { CassandraPhiAccrual } from '../../src/detection/phi/cassandra-phi-accrual.ts'
import { logisticPhi } from '../../src/detection/phi/logistic-tail.ts'
import { readVectors } from './read-vectors.ts'

interface Silence {
  readonly timeDiff: number
  readonly mean: number
  readonly stdDeviation: number
}

interface PointCase extends Silence {
  readonly kind: 'akka-cdf' | 'akka-phi'
  readonly expectedCdf?: number
  readonly expectedPhi?: number
  readonly tolerance: number
  readonly computedPhi: number
  readonly computedExactNormalPhi?: number
}

interface MonotoneCase {
  readonly kind: 'akka-monotone'
  readonly mean: number
  readonly stdDeviation: number
  readonly timeDiffs: readonly number[]
}

interface LessCase {
  readonly kind: 'akka-less'
  readonly smaller: Silence
  readonly larger: Silence
}

interface HistoryCase {
  readonly kind: 'akka-history'
  readonly samples: readonly number[]
  readonly maxSampleSize: number
  readonly expectedMean: number
  readonly expectedVariance: number
  readonly tolerance: number
}

interface Expectation {
  readonly equals?: boolean
  readonly approx?: number
  readonly tolerance?: number
  readonly greaterThan?: number
  readonly save?: string
  readonly sameAs?: string
}

interface Step {
  readonly op: 'heartbeat' | 'phi' | 'isAvailable'
  readonly atMs: number
  readonly computedPhi?: number | 'Infinity'
  readonly expect?: Expectation
}

interface ScenarioCase {
  readonly kind: 'akka-scenario'
  readonly config: {
    readonly threshold: number
    readonly maxSampleSize: number
    readonly minStdDeviationMs: number
    readonly acceptableHeartbeatPauseMs: number
    readonly firstHeartbeatEstimateMs: number
  }
  readonly steps: readonly Step[]
}

interface CassandraCase {
  readonly kind: 'cassandra-arrival-window'
  readonly windowSize: number
  readonly arrivalsMs: readonly number[]
  readonly atMs: number
  readonly expectedPhi: number
  readonly tolerance: number
  readonly formula: string
}

interface GridCase {
  readonly kind: 'phi-grid'
  readonly mean: number
  readonly stdDeviation: number
  readonly timeDiffs: readonly number[]
  readonly akkaLogisticPhi: readonly number[]
  readonly exactNormalPhi: readonly number[]
  readonly exponentialPhi: readonly number[]
}

type PhiCase = PointCase | MonotoneCase | LessCase | HistoryCase | ScenarioCase | CassandraCase | GridCase

/** What became of a file of vectors: failures by name, and how many comparisons were made for each kind. */
export interface PhiOutcome {
  readonly compared: ReadonlyMap<string, number>
  readonly failures: readonly string[]
}

/** Compares numbers of one case, and remembers what was wrong. */
class Comparer {
  compared = 0
  readonly failures: string[] = []

  isTrue(what: string, holds: boolean): void {
    this.compared++
    if (!holds) this.failures.push(what)
  }

  within(what: string, ours: number, theirs: number, tolerance: number): void {
    this.isTrue(`${what}: ${ours}, not ${theirs} ± ${tolerance}`, Math.abs(ours - theirs) <= tolerance)
  }

  /** Beyond 323 a double that holds the probability itself has run out; 1 - 1/(1 + e) holds no more than 1e-16. */
  phi(what: string, ours: number, theirs: number | 'Infinity', relative: number): void {
    if (theirs === 'Infinity') this.isTrue(`${what}: ${ours}, not beyond 323`, ours >= 323)
    else this.within(what, ours, theirs, 1e-15 + relative * Math.abs(theirs))
  }
}

const LOGISTIC_ERROR = 1e-9
const EXACT_ERROR = 1e-6

/** Holds our detectors against every case of the file. */
export function checkPhiVectors(): PhiOutcome {
  const { cases } = readVectors<{ readonly cases: readonly (PhiCase & { readonly name: string })[] }>('detection/phi.json')
  const compared = new Map<string, number>()
  const failures: string[] = []
  for (const vector of cases) {
    const comparer = new Comparer()
    compare(vector, comparer)
    compared.set(vector.kind, (compared.get(vector.kind) ?? 0) + comparer.compared)
    failures.push(...comparer.failures.map((failure) => `${vector.name}, ${failure}`))
    if (comparer.compared === 0) failures.push(`${vector.name}: nothing was compared`)
  }
  return { compared, failures }
}

function compare(vector: PhiCase, comparer: Comparer): void {
  switch (vector.kind) {
    case 'akka-cdf':
    case 'akka-phi':
      comparePoint(vector, comparer)
      return
    case 'akka-monotone':
      compareMonotone(vector, comparer)
      return
    case 'akka-less':
      comparer.isTrue('a greater deviation is not less suspicious', logistic(vector.smaller) < logistic(vector.larger))
      return
    case 'akka-history':
      compareHistory(vector, comparer)
      return
    case 'akka-scenario':
      compareScenario(vector, comparer)
      return
    case 'cassandra-arrival-window':
      compareCassandra(vector, comparer)
      return
    case 'phi-grid':
      compareGrid(vector, comparer)
  }
}

function logistic({ timeDiff, mean, stdDeviation }: Silence): number {
  return logisticPhi((timeDiff - mean) / stdDeviation)
}

function exact({ timeDiff, mean, stdDeviation }: Silence): number {
  return -log10UpperTail((timeDiff - mean) / stdDeviation)
}

function comparePoint(vector: PointCase, comparer: Comparer): void {
  const { tolerance, expectedPhi, expectedCdf, computedExactNormalPhi } = vector
  const phi = logistic(vector)
  if (expectedPhi !== undefined) comparer.within('φ', phi, expectedPhi, tolerance)
  if (expectedCdf !== undefined) comparer.within('distribution', 1 - Math.pow(10, -phi), expectedCdf, tolerance)
  comparer.phi('logistic φ', phi, vector.computedPhi, LOGISTIC_ERROR)
  if (computedExactNormalPhi !== undefined) comparer.phi('exact φ', exact(vector), computedExactNormalPhi, EXACT_ERROR)
}

function compareMonotone({ timeDiffs, mean, stdDeviation }: MonotoneCase, comparer: Comparer): void {
  const phis = timeDiffs.map((timeDiff) => logistic({ timeDiff, mean, stdDeviation }))
  for (const [i, phi] of phis.slice(1).entries()) comparer.isTrue(`φ ${i + 1} does not rise`, phi > (phis[i] as number))
}

function compareHistory(vector: HistoryCase, comparer: Comparer): void {
  const window = new ArrivalWindow(vector.maxSampleSize)
  for (const sample of vector.samples) window.add(sample)
  comparer.within('mean', window.mean, vector.expectedMean, vector.tolerance)
  comparer.within('variance', window.variance, vector.expectedVariance, vector.tolerance)
}

function compareScenario({ config, steps }: ScenarioCase, comparer: Comparer): void {
  const detector = new AkkaPhiAccrual({
    threshold: config.threshold,
    windowSize: config.maxSampleSize,
    minDeviationMs: config.minStdDeviationMs,
    acceptablePauseMs: config.acceptableHeartbeatPauseMs,
    firstIntervalMs: config.firstHeartbeatEstimateMs,
  })
  const saved = new Map<string, number>()
  for (const step of steps) {
    if (step.op === 'heartbeat') detector.heartbeat(step.atMs)
    else compareStep(step, detector, saved, comparer)
  }
}

function compareStep(step: Step, detector: AkkaPhiAccrual, saved: Map<string, number>, comparer: Comparer): void {
  const phi = detector.phi(step.atMs)
  const { equals, approx, tolerance = 0, greaterThan, save, sameAs } = step.expect ?? {}
  const what = `φ at ${step.atMs}`
  if (step.computedPhi !== undefined) comparer.phi(what, phi, step.computedPhi, LOGISTIC_ERROR)
  if (equals !== undefined) comparer.isTrue(`${what}: ${phi}`, detector.isAvailable(step.atMs) === equals)
  if (approx !== undefined) comparer.within(what, phi, approx, tolerance)
  if (greaterThan !== undefined) comparer.isTrue(`${what}: ${phi}, not above ${greaterThan}`, phi > greaterThan)
  if (save !== undefined) saved.set(save, phi)
  if (sameAs !== undefined) comparer.within(what, phi, saved.get(sameAs) ?? Number.NaN, tolerance)
}

function compareCassandra(vector: CassandraCase, comparer: Comparer): void {
  const detector = new CassandraPhiAccrual({ windowSize: vector.windowSize })
  for (const arrival of vector.arrivalsMs) detector.heartbeat(arrival)
  const isOlder = vector.formula.includes('log10')
  const ours = isOlder ? detector.phi(vector.atMs) : detector.ratio(vector.atMs)
  comparer.within('φ', ours, vector.expectedPhi, vector.tolerance)
}

function compareGrid(vector: GridCase, comparer: Comparer): void {
  const { mean, stdDeviation } = vector
  for (const [i, timeDiff] of vector.timeDiffs.entries()) {
    const silence = { timeDiff, mean, stdDeviation }
    const what = `at ${timeDiff}`
    comparer.phi(`logistic ${what}`, logistic(silence), vector.akkaLogisticPhi[i] as number, LOGISTIC_ERROR)
    comparer.phi(`exact ${what}`, exact(silence), vector.exactNormalPhi[i] as number, EXACT_ERROR)
    comparer.phi(`exponential ${what}`, exponential(silence), vector.exponentialPhi[i] as number, LOGISTIC_ERROR)
  }
}

/** By a detector that has only ever heard its own first interval. */
function exponential({ timeDiff, mean }: Silence): number {
  const detector = new CassandraPhiAccrual({ firstIntervalMs: mean })
  detector.heartbeat(0)
  return detector.phi(timeDiff)
}
