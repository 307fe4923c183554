import { deriveSeed } from '../../base/rng.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, greatestOf, leastOf, meanOf, quantile, shareOf } from '../measure.ts'
import { brokenLaws, wrongPairs } from './beliefs.ts'
import { swimClaims } from './claims.ts'
import { CRASHES, GROUPS, measureDetection, measureWorstWaits } from './detection.ts'
import { expectedLoad, loadOf, shareBelowFive, slope } from './load.ts'
import { membersSeen } from './lossy-join.ts'
import { crashOne, paperPeriods, suspectingLikePaper } from './suspicion.ts'

/** SWIM's own measurements: detection, load, suspicion, false positives, and the rules of what overrides what. */
export const swim: Experiment = {
  id: 'swim',
  title: 'SWIM: detection time, load, suspicion, false positives',
  source:
    'Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership Protocol", DSN 2002, sections 3 to 5',
  parameters: {
    'members, detection': GROUPS.join(', '),
    'crashes, detection': CRASHES,
    'members, load': '8 to 512',
    'members, suspicion': '8 to 56',
    'script with 10 % loss': '17 processes join 5 s apart, 175 s, 50 seeds',
  },
  claims: swimClaims,
  run: measure,
}

async function measure(context: RunContext): Promise<Record<string, Measurement>> {
  const { seed, scale, signal } = context
  const detection = await measureDetection(deriveSeed(seed, 1), scale, signal)
  context.progress(0.4)
  const waits = measureWorstWaits(deriveSeed(seed, 2), scale)
  const load = measureLoad(deriveSeed(seed, 3), scale)
  await breathe(signal)
  const suspicion = measureSuspicion(deriveSeed(seed, 4), scale)
  context.progress(0.6)
  const lossy = await measureLossyJoins(deriveSeed(seed, 5), Math.ceil(SEEDS * scale), context)
  return {
    ...detection,
    ...waits,
    ...load,
    ...suspicion,
    ...lossy,
    'pairs that override otherwise': { value: wrongPairs() },
    'broken laws of a semilattice': { value: brokenLaws() },
  }
}

function measureLoad(seed: number, scale: number): Record<string, Measurement> {
  const points = LOAD_GROUPS.filter((members) => members < 200 || scale > 0.2).map(
    (members) => [members, loadOf(seed, members, 20)] as const,
  )
  const periods = Math.ceil(LOSSY_PERIODS * scale)
  const swimUnderLoss = { indirectChecks: HELPERS, suspicionMult: 20 } // nobody dies of it
  const measured = loadOf(seed, 64, periods, LOSS, swimUnderLoss)
  const expected = expectedLoad(HELPERS, LOSS)
  return {
    'messages per member and period': meanOf(points.map(([, load]) => load)),
    'share of periods with fewer than 5 messages, 28': { value: shareBelowFive(deriveSeed(seed, 28), 28, periods) },
    'slope of the load': { value: slope(points) },
    'messages with 3 helpers and 5 % loss': { value: measured },
    'the same, off the formula': { value: (100 * (measured - expected)) / expected },
  }
}

function measureSuspicion(seed: number, scale: number): Record<string, Measurement> {
  const periods = SUSPICION_GROUPS.map(([members]) => paperPeriods(members))
  const wrong = periods.filter((count, i) => count !== SUSPICION_GROUPS[i]?.[1]).length
  const errors = SUSPICION_GROUPS.map(([members]) => {
    return Math.abs(crashOne(seed, members, suspectingLikePaper(members)).suspectedFor - paperPeriods(members))
  })
  const crashes = Array.from({ length: Math.ceil(INFECTIONS * scale) }, (_, i) => deriveSeed(seed, i))
  const paper: Partial<SwimOptions> = { ...suspectingLikePaper(MOST), retransmitMult: 8 } // 16 times; the paper 15
  const medianOf = (swimOf: Partial<SwimOptions>): Measurement => {
    return {
      value: quantile(
        crashes.map((own) => crashOne(own, MOST, swimOf).medianInfection),
        0.5,
      ),
      n: crashes.length,
    }
  }
  return {
    'suspicion times unlike the paper': { value: wrong },
    'suspicion of the layer, largest error': greatestOf(errors),
    'median infection, on probes': medianOf(paper),
    'median infection, hearsay': medianOf({}),
  }
}

async function measureLossyJoins(
  seed: number,
  seeds: number,
  context: RunContext,
): Promise<Record<string, Measurement>> {
  const seen: Record<'suspicion' | 'infection' | 'basic' | 'hearsay', number[]> = {
    suspicion: [],
    infection: [],
    basic: [],
    hearsay: [],
  }
  for (let i = 0; i < seeds; i++) {
    await breathe(context.signal)
    const own = deriveSeed(seed, i)
    const paper = { ...suspectingLikePaper(17), ...PAPER_TIMES }
    seen.suspicion.push(membersSeen({ seed: own, swim: paper, manner: { suspects: true, infects: true } }))
    seen.infection.push(membersSeen({ seed: own, swim: paper, manner: { suspects: false, infects: true } }))
    seen.basic.push(membersSeen({ seed: own, swim: paper, manner: { suspects: false, infects: false } }))
    seen.hearsay.push(membersSeen({ seed: own, swim: {} }))
    context.progress(0.6 + (0.4 * (i + 1)) / seeds)
  }
  return {
    'members seen, suspicion': meanOf(seen.suspicion),
    'members seen, infection': meanOf(seen.infection),
    'members seen, basic': meanOf(seen.basic),
    'suspicion keeps more than infection': shareOfPairs(seen.suspicion, seen.infection),
    'infection keeps more than basic': shareOfPairs(seen.infection, seen.basic),
    'members seen, hearsay, least': leastOf(seen.hearsay),
  }
}

function shareOfPairs(more: readonly number[], less: readonly number[]): Measurement {
  return shareOf(more.filter((count, i) => count > (less[i] as number)).length, more.length)
}

const LOAD_GROUPS = [8, 16, 32, 64, 128, 256, 512] as const
const LOSSY_PERIODS = 400
const HELPERS = 3
const LOSS = 0.05
/** Sizes at which figure 3c steps, and the periods that it shows. */
const SUSPICION_GROUPS = [
  [8, 9],
  [19, 9],
  [20, 12],
  [53, 12],
  [54, 15],
  [56, 15],
] as const
const MOST = 56
const INFECTIONS = 40
const SEEDS = 50
/** The paper's testbed: periods of 2 s, one helper (section 5). */
const PAPER_TIMES: Partial<SwimOptions> = { probeIntervalMs: 2000, probeTimeoutMs: 500, indirectChecks: 1 }
