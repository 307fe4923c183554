import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'
import { deriveSeed, Rng } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import type { Figure } from '../figure.ts'
import { breathe, meanOf, shareOf } from '../measure.ts'
import { chooseOthers } from './choose-others.ts'

const N = 1000
const RUNS = 2000
const COVERAGE_FANOUTS = [2, 3, 4, 5, 6]
const ATOMIC_FANOUTS = [6, 7, 8, 9, 10]
const FANOUTS = [2, 3, 4, 5, 6, 7, 8, 9, 10]

/** Every member passes the news on once, to f others: how many hear it, and how often all do. */
export const infectAndDie: Experiment = {
  id: 'infect-and-die',
  title: 'Tell f others once: who hears it, and when all do',
  source:
    'Kermarrec, Massoulié, Ganesh, Probabilistic reliable dissemination in large-scale systems, IEEE TPDS 14(3), 2003',
  parameters: {
    members: N,
    'runs of each fan-out': RUNS,
    'fan-outs': FANOUTS.join(', '),
    targets: 'f different others, uniformly, at the first receipt only',
    loss: 0,
  },
  claims: [...COVERAGE_FANOUTS.map(coverageClaim), ...ATOMIC_FANOUTS.map(atomicClaim)],
  figures: [
    figure('Members that hear the news', 'share of the members', 'coverage', coverageOf),
    figure('Runs in which every member hears it', 'share of the runs', 'atomic', atomicOf),
  ],
  run: measure,
}

function coverageClaim(fanout: number): Claim {
  const published = coverageOf(fanout)
  return {
    id: `coverage-f${fanout}`,
    text: `With fan-out ${fanout} the share x that hears it solves x = 1 − e^(−${fanout}x)`,
    measure: `coverage${fanout}`,
    published,
    provenance: 'formula',
    band: { least: published - 0.002, most: published + 0.002 },
  }
}

function atomicClaim(fanout: number): Claim {
  const expected = exp(-N * missedBy(fanout))
  return {
    id: `all-f${fanout}`,
    text: `With fan-out ${fanout} all hear it with probability e^(−n·e^(−${fanout}))`,
    measure: `atomic${fanout}`,
    published: atomicOf(fanout),
    provenance: 'formula',
    // three standard errors around what the law is for this n, and targets that differ
    band: { least: expected - 0.03, most: Math.min(1, expected + 0.03) },
  }
}

/** The positive solution of x = 1 − e^(−f·x), by repetition from above. */
function coverageOf(fanout: number): number {
  let share = 1
  for (let i = 0; i < 200; i++) share = 1 - exp(-fanout * share)
  return share
}

/** The chance that nobody of n − 1 others chooses one member, for n = N: e^(−f) is its limit. */
function missedBy(fanout: number): number {
  return exp((N - 1) * ln(1 - fanout / (N - 1)))
}

function atomicOf(fanout: number): number {
  return exp(-N * exp(-fanout))
}

function figure(title: string, yLabel: string, measureName: string, theory: (fanout: number) => number): Figure {
  return {
    title,
    xLabel: 'fan-out f',
    yLabel,
    series: [
      { label: 'measured', points: FANOUTS.map((x) => ({ x, measure: `${measureName}${x}` })) },
      { label: 'theory', points: FANOUTS.map((x) => ({ x, value: theory(x) })) },
    ],
  }
}

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Measurements> {
  const runs = Math.max(20, Math.round(RUNS * scale))
  const found: Record<string, Measurement> = {}
  for (const [index, fanout] of FANOUTS.entries()) {
    const heard: number[] = []
    for (let run = 0; run < runs; run++) {
      const rng = new Rng(deriveSeed(seed, fanout, run))
      heard.push(infect(fanout, () => rng.next()))
      if (run % 100 === 99) {
        progress((index + run / runs) / FANOUTS.length)
        await breathe(signal)
      }
    }
    found[`coverage${fanout}`] = meanOf(heard.map((count) => count / N))
    found[`atomic${fanout}`] = shareOf(heard.filter((count) => count === N).length, runs)
  }
  return found
}

/** One piece of news. @returns how many heard it */
function infect(fanout: number, random: () => number): number {
  const hasHeard = new Uint8Array(N)
  const targets = new Array<number>(fanout).fill(0)
  const queue = [0]
  hasHeard[0] = 1
  for (let next = 0; next < queue.length; next++) {
    chooseOthers(random, N, queue[next] as number, targets)
    for (const target of targets) {
      if (hasHeard[target] === 1) continue
      hasHeard[target] = 1
      queue.push(target)
    }
  }
  return queue.length
}
