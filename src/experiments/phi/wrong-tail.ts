import { normal } from '../../base/normal.ts'
import { log10UpperTail } from '../../base/normal-tail.ts'
import { deriveSeed, Rng, unit } from '../../base/rng.ts'
import { PhiAccrual } from '../../detection/phi/phi-accrual.ts'
import type { Experiment, Measurements, RunContext } from '../experiment.ts'
import { breathe, shareOf } from '../measure.ts'
import { near } from './claims.ts'

const STREAMS = 1000
const HEARTBEATS = 200
const MEAN_MS = 1000
const DEVIATION_MS = 100
const THRESHOLD = 8
/** How long after a crash a conviction is waited for, and how often it is asked for. */
const PATIENCE_MS = 600_000
const ASK_EVERY_MS = 50

/** A mistake that is often made: the chance that an arrival was earlier is taken for the chance that it is later. */
export const phiWrongTail: Experiment = {
  id: 'phi-wrong-tail',
  title: 'With the lower tail for the upper one, a detector suspects who was just heard, and never who crashed',
  source:
    'Hayashibara, Défago, Yared, Katayama, "The φ accrual failure detector", SRDS 2004: φ = -log10(1 - F(t)); the mistake is -log10(F(t))',
  parameters: {
    streams: STREAMS,
    intervals: `normal, ${MEAN_MS} ± ${DEVIATION_MS} ms`,
    threshold: THRESHOLD,
    crash: `after ${HEARTBEATS} heartbeats; a verdict is waited for ${PATIENCE_MS / 60_000} minutes`,
  },
  claims: [
    near('wrong-at-half', 'wrong tail: φ after half an interval', 6.5, 0.1, 'formula'),
    near('wrong-at-mean', 'wrong tail: φ after a mean interval', 0.3, 0.01, 'formula'),
    near('wrong-after-crash', 'wrong tail: φ long after a crash', 0, 1e-9, 'formula'),
    near('wrong-convicts', 'wrong tail: share of crashes that are convicted', 0, 0, 'formula'),
    near('right-convicts', 'right tail: share of crashes that are convicted', 1, 0, 'formula'),
    near('wrong-accuses', 'wrong tail: share of streams suspected right after a heartbeat', 1, 0, 'formula'),
    near('right-accuses', 'right tail: share of streams suspected right after a heartbeat', 0, 0, 'formula'),
  ],
  run,
}

interface Stream {
  readonly mean: number
  readonly deviation: number
  readonly right: PhiAccrual
  readonly last: number
}

async function run(context: RunContext): Promise<Measurements> {
  const streams = Math.max(1, Math.round(STREAMS * context.scale))
  const rng = new Rng(deriveSeed(context.seed, 4))
  const count = { wrongConvicts: 0, rightConvicts: 0, wrongAccuses: 0, rightAccuses: 0 }
  for (let i = 0; i < streams; i++) {
    const stream = listen(() => rng.next())
    const wrong = (silence: number): number => wrongPhi(stream, silence)
    const right = (silence: number): number => stream.right.phi(stream.last + silence)
    if (wrong(1) >= THRESHOLD) count.wrongAccuses++
    if (right(1) >= THRESHOLD) count.rightAccuses++
    const start = MEAN_MS + DEVIATION_MS * unit(() => rng.next())
    if (convicts(wrong, start)) count.wrongConvicts++
    if (convicts(right, start)) count.rightConvicts++
    context.progress((i + 1) / streams)
    if (i % 20 === 0) await breathe(context.signal)
  }
  return {
    ...textbook(),
    'wrong-convicts': shareOf(count.wrongConvicts, streams),
    'right-convicts': shareOf(count.rightConvicts, streams),
    'wrong-accuses': shareOf(count.wrongAccuses, streams),
    'right-accuses': shareOf(count.rightAccuses, streams),
  }
}

/** Both detectors hear the same heartbeats, and then no more. */
function listen(random: () => number): Stream {
  const right = new PhiAccrual({ threshold: THRESHOLD, windowSize: HEARTBEATS / 2 })
  const intervals: number[] = []
  let last = 0
  right.heartbeat(0)
  for (let i = 0; i < HEARTBEATS; i++) {
    const interval = MEAN_MS + DEVIATION_MS * normal(random)
    intervals.push(interval)
    last += interval
    right.heartbeat(last)
  }
  return { ...momentsOf(intervals.slice(-HEARTBEATS / 2)), right, last }
}

/** The mistake: the tail below. By symmetry it is the upper tail of -z. */
function wrongPhi({ mean, deviation }: Pick<Stream, 'mean' | 'deviation'>, silence: number): number {
  return -log10UpperTail((mean - silence) / deviation)
}

/** Asks from when the next heartbeat is due; before that, a suspicion would have nothing to do with the crash. */
function convicts(phi: (silence: number) => number, start: number): boolean {
  for (let silence = start; silence <= PATIENCE_MS; silence += ASK_EVERY_MS) if (phi(silence) >= THRESHOLD) return true
  return false
}

function textbook(): Measurements {
  const stream = { mean: MEAN_MS, deviation: DEVIATION_MS }
  return {
    'wrong-at-half': { value: wrongPhi(stream, MEAN_MS / 2) },
    'wrong-at-mean': { value: wrongPhi(stream, MEAN_MS) },
    'wrong-after-crash': { value: wrongPhi(stream, 10 * MEAN_MS) },
  }
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return { mean, deviation: Math.sqrt(squares / values.length) }
}
