import { deriveSeed } from '../../base/rng.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, quantile } from '../measure.ts'
import { lifeguardClaims } from './claims.ts'
import { leastSuspicionSeconds, suspicionErrorMs, wrongRetransmitLimits } from './formulas-check.ts'
import { cellsOf, everyOtherCellOf, type GridRun, runGrid, type Totals } from './grid.ts'
import { detectionTimes } from './latency.ts'
import { ratio } from './ratio.ts'
import { type VariantName, VARIANTS } from './variants.ts'

const MEMBERS = 128
const CONCURRENT = [4, 16, 32] as const
const DURATIONS_MS = [32_768, 16_384, 8192, 4096, 2048, 1024, 512, 256, 128] as const
const INTERVALS_MS = [1, 4, 16, 64, 256, 1024, 4096, 16_384] as const
/** The published totals are those of runs of about a minute (README.md). */
const LASTS_MS = 60_000
/** The members of the paper share a few machines: a datagram takes tens of microseconds. */
const NETWORK = { latency: { kind: 'uniform', minMs: 0.03, maxMs: 0.1 } } as const
const CRASHES = 60
const MAIN = ['swim', 'probe', 'suspicion', 'buddy', 'lifeguard', 'hearsay'] as const
const SWEEP = ['alpha2', 'alpha3', 'alpha4', 'lifeguard'] as const
/** Where the alpha sweep is run. */
const SWEEP_CELLS = { concurrent: [16], durationsMs: [32_768, 16_384], intervalsMs: [256, 64, 1] } as const

/** Lifeguard against plain SWIM, with members that are too slow for a while. */
export const lifeguard: Experiment = {
  id: 'lifeguard',
  title: 'Lifeguard: false positives caused by slow members',
  source:
    'Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", DSN-W 2018, sections IV and V',
  parameters: {
    members: MEMBERS,
    'anomalous at once (C)': CONCURRENT.join(', '),
    'blocked for, ms (D)': DURATIONS_MS.join(', '),
    'between blocks, ms (I)': INTERVALS_MS.join(', '),
    cells: 'every other one of these',
    'virtual seconds per run': LASTS_MS / 1000,
    'alpha, beta': '5, 6',
    'crashes for each latency': CRASHES,
  },
  claims: lifeguardClaims,
  run: measure,
}

async function measure(context: RunContext): Promise<Record<string, Measurement>> {
  const { seed, scale, signal } = context
  const all = everyOtherCellOf(CONCURRENT, DURATIONS_MS, INTERVALS_MS)
  const cells = all.slice(0, Math.max(1, Math.round(all.length * scale)))
  const members = scale < SMALL ? MEMBERS / 4 : MEMBERS
  const grid: GridRun = {
    seed,
    members,
    lastsMs: LASTS_MS,
    blocking: 'threads',
    network: NETWORK,
    signal,
    onCell: (done) => context.progress(0.8 * done),
  }
  const main = await runGrid(MAIN, cells, grid)
  const rest = { ...grid, onCell: () => {}, lastsMs: scale < SMALL ? LASTS_MS / 4 : LASTS_MS }
  const few = cellsOf(SWEEP_CELLS.concurrent, SWEEP_CELLS.durationsMs, SWEEP_CELLS.intervalsMs)
  const sweep = await runGrid(SWEEP, few, rest)
  return {
    ...ratios(main),
    ...perRun(main.swim, cells.length),
    ...order(main),
    ...sweepOf(sweep),
    ...(await latencies(seed, members, Math.max(2, Math.round(CRASHES * scale)), signal)),
    'suspicion vectors, largest error': { value: suspicionErrorMs() },
    'wrong retransmit limits': { value: wrongRetransmitLimits() },
    'least suspicion of 128, alpha 4': { value: leastSuspicionSeconds() },
  }
}

/** Below this scale it is only to be seen that it runs. */
const SMALL = 0.2

function ratios(totals: Readonly<Record<(typeof MAIN)[number], Totals>>): Record<string, Measurement> {
  const { swim } = totals
  const measured: Record<string, Measurement> = {
    'swim FP': { value: swim.falsePositives },
    'swim FP at healthy': { value: swim.atHealthy },
  }
  for (const name of MAIN.slice(1)) {
    const own = totals[name]
    measured[`${name} FP`] = ratio(own.falsePositives, swim.falsePositives)
    measured[`${name} FP at healthy`] = ratio(own.atHealthy, swim.atHealthy)
    measured[`${name} messages`] = ratio(own.messages, swim.messages)
    measured[`${name} bytes`] = ratio(own.bytes, swim.bytes)
  }
  return measured
}

/** What a run of SWIM comes to on average, to be compared with the paper's totals. */
function perRun({ messages, bytes, falsePositives, atHealthy }: Totals, runs: number): Record<string, Measurement> {
  return {
    'swim FP per run': { value: falsePositives / runs, n: runs },
    'swim messages per run': { value: messages / runs / 1000, n: runs },
    'swim bytes per message': { value: bytes / messages },
    'swim FP at healthy, share': ratio(atHealthy, falsePositives),
  }
}

/** How many neighbours in the paper's order, from the most false positives to the fewest, are in that order here. */
function order(totals: Readonly<Record<(typeof MAIN)[number], Totals>>): Record<string, Measurement> {
  const inOrder = (names: readonly (typeof MAIN)[number][]): number => {
    const counts = names.map((name) => totals[name].falsePositives)
    return counts.slice(1).filter((count, i) => count < (counts[i] as number)).length
  }
  return {
    'neighbours of five in order': { value: inOrder(['swim', 'buddy', 'probe', 'suspicion', 'lifeguard']) },
    'neighbours of four in order': { value: inOrder(['swim', 'probe', 'suspicion', 'lifeguard']) },
  }
}

function sweepOf(totals: Readonly<Record<(typeof SWEEP)[number], Totals>>): Record<string, Measurement> {
  const counts = SWEEP.map((name) => totals[name].falsePositives)
  const notRising = counts.slice(1).filter((count, i) => count <= (counts[i] as number)).length
  return {
    'alphas in order': { value: notRising },
    'FP at alpha 2': ratio(totals.alpha2.falsePositives, totals.lifeguard.falsePositives),
  }
}

async function latencies(
  seed: number,
  members: number,
  crashes: number,
  signal: AbortSignal,
): Promise<Record<string, Measurement>> {
  const medians: Partial<Record<VariantName, number>> = {}
  for (const name of ['swim', 'alpha2', 'alpha4', 'lifeguard', 'hearsay', 'hearsayUnrefused'] as const) {
    await breathe(signal)
    medians[name] = medianLatency(seed, members, name, crashes)
  }
  const { swim = 0, alpha2 = 0, alpha4 = 0, lifeguard: five = 0, hearsay = 0, hearsayUnrefused = 0 } = medians
  return {
    'swim latency': { value: swim / 1000, n: crashes },
    'latency at alpha 5': ratio(five, swim),
    'latency at alpha 4': ratio(alpha4, swim),
    'latency at alpha 2': ratio(alpha2, swim),
    'hearsay latency': ratio(hearsayUnrefused, swim),
    'hearsay latency, refused': ratio(hearsay, swim),
  }
}

/** A few crashes in each of several clusters, so that they stay nearly full. */
function medianLatency(seed: number, members: number, name: VariantName, crashes: number): number {
  const times: number[] = []
  for (let cluster = 0; times.length < crashes; cluster++) {
    const count = Math.min(CRASHES_PER_CLUSTER, crashes - times.length)
    times.push(...detectionTimes(deriveSeed(seed, LATENCY, cluster), members, VARIANTS[name], count))
  }
  return quantile(times, 0.5)
}

const CRASHES_PER_CLUSTER = 10
const LATENCY = 0x1a7
