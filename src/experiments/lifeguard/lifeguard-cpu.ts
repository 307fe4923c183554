import { deriveSeed } from '../../base/rng.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { type CpuOutcome, runStressed } from './cpu-run.ts'
import { ratio } from './ratio.ts'
import { VARIANTS } from './variants.ts'

const MEMBERS = 100
const FEW = [1, 4, 8] as const
const MANY = 32
const RUNS = 6
const LASTS_MS = 300_000
/**
 * A stressed member reads 8.5 messages a second: the 2 or 3 of a quiet cluster with ease, a burst of gossip not. The paper
 * gives a load and not a rate, so this is our choice: at 110 ms nothing happens to anybody, from 125 ms on 8 stressed
 * members drown under Lifeguard too in some runs.
 */
const SERVICE_MS = 118

/** Lifeguard against plain SWIM where members starve for processor time. */
export const lifeguardCpu: Experiment = {
  id: 'lifeguard-cpu',
  title: 'Lifeguard: false positives caused by starved processors',
  source:
    'Dadgar, Phillips, Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", DSN-W 2018, section V',
  parameters: {
    members: MEMBERS,
    stressed: [...FEW, MANY].join(', '),
    'ms per message of a stressed member': SERVICE_MS,
    'virtual minutes': LASTS_MS / 60_000,
    runs: RUNS,
  },
  claims: [
    {
      id: 'none-up-to-8',
      text: 'Lifeguard has no false positive while up to 8 of 100 members are stressed',
      measure: 'Lifeguard, up to 8 stressed',
      published: 0,
      unit: 'deaths',
      provenance: 'source',
      band: { most: 0 },
    },
    {
      id: 'half-at-32',
      text: 'With 32 stressed it has fewer than half of those of SWIM (paper: 1270 of 3310)',
      measure: 'Lifeguard of SWIM, 32 stressed',
      published: 38,
      unit: '%',
      provenance: 'source',
      band: { most: 50 },
    },
    {
      id: 'healthy-at-32',
      text: 'At healthy members fewer than 15 % (paper: at most 60 of 610)',
      measure: 'Lifeguard of SWIM at healthy, 32 stressed',
      published: 10,
      unit: '%',
      provenance: 'source',
      band: { most: 15 },
    },
    {
      id: 'swim-suffers',
      text: 'SWIM has some at healthy members, too',
      measure: 'SWIM at healthy, 32 stressed',
      published: 610,
      unit: 'deaths',
      provenance: 'source',
      band: { least: 1 },
    },
  ],
  run: measure,
}

async function measure(context: RunContext): Promise<Record<string, Measurement>> {
  const runs = Math.max(1, Math.round(RUNS * context.scale))
  let few = 0
  for (const [i, stressed] of FEW.entries()) {
    few += (await stress(context, 'lifeguard', stressed, Math.ceil(runs / 3))).falsePositives
    context.progress((i + 1) / 6)
  }
  const swim = await stress(context, 'swim', MANY, runs)
  const lifeguard = await stress(context, 'lifeguard', MANY, runs)
  const hearsay = await stress(context, 'hearsay', MANY, runs)
  context.progress(1)
  return {
    'Lifeguard, up to 8 stressed': { value: few, n: FEW.length * Math.ceil(runs / 3) },
    'SWIM, 32 stressed': { value: swim.falsePositives, n: runs },
    'SWIM at healthy, 32 stressed': { value: swim.atHealthy, n: runs },
    'Lifeguard of SWIM, 32 stressed': ratio(lifeguard.falsePositives, swim.falsePositives),
    'Lifeguard of SWIM at healthy, 32 stressed': ratio(lifeguard.atHealthy, swim.atHealthy),
    'hearsay of SWIM, 32 stressed': ratio(hearsay.falsePositives, swim.falsePositives),
    'hearsay of SWIM at healthy, 32 stressed': ratio(hearsay.atHealthy, swim.atHealthy),
  }
}

async function stress(
  { seed, scale, signal }: RunContext,
  name: 'swim' | 'lifeguard' | 'hearsay',
  stressed: number,
  runs: number,
): Promise<CpuOutcome> {
  const sum = { falsePositives: 0, atHealthy: 0 }
  const lastsMs = scale < SMALL ? LASTS_MS / 10 : LASTS_MS
  for (let run = 0; run < runs; run++) {
    await breathe(signal)
    const own = deriveSeed(seed, stressed, run)
    const outcome = runStressed({
      seed: own,
      members: MEMBERS,
      stressed,
      serviceMs: SERVICE_MS,
      lastsMs,
      swim: VARIANTS[name],
    })
    sum.falsePositives += outcome.falsePositives
    sum.atHealthy += outcome.atHealthy
  }
  return sum
}

/** Below this scale it is only to be seen that it runs. */
const SMALL = 0.2
