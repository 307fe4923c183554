import type { Claim } from '../experiment.ts'

/** Why the smallest alpha decides nothing. */
const OVER_FORMULA =
  'the least suspicion of 4.2 s, half a period and the probe make 49 %, with or without the confirmations that the paper waits for; it does not say what else its figure holds'

/** Why most counts at healthy members decide nothing. */
const TOO_FEW =
  'in the paper one false positive in 250 is told at a healthy member: a thinned grid has a handful of them, or one burst of a hundred, and their ratios are chance'

/** Why the buddy system decides nothing. */
const NO_DIFFERENCE =
  'it makes no difference here, in the grid as in longer runs: whoever probes a suspect knows of it by gossip, and so does the suspect (README.md)'

const FALSE_POSITIVES: readonly Claim[] = [
  percent('lifeguard-fp', 'Lifeguard has 1.53 % of the false positives of SWIM', 'lifeguard FP', 1.53, undefined, 4),
  percent('suspicion-fp', 'LHA-Suspicion alone has 3 % of them', 'suspicion FP', 3, 1.5, 8),
  percent('probe-fp', 'LHA-Probe alone has 67.72 % of them', 'probe FP', 67.72, 50, 85),
  percent('buddy-fp', 'The buddy system alone has 94.08 % of them', 'buddy FP', 94.08, 85, 100, NO_DIFFERENCE),
  percent(
    'lifeguard-healthy',
    'At healthy members: Lifeguard 1.89 %',
    'lifeguard FP at healthy',
    1.89,
    undefined,
    6,
    TOO_FEW,
  ),
  percent('probe-healthy', 'At healthy members: LHA-Probe 32.88 %', 'probe FP at healthy', 32.88, 20, 50, TOO_FEW),
  percent(
    'suspicion-healthy',
    'At healthy members: LHA-Suspicion 6.71 %',
    'suspicion FP at healthy',
    6.71,
    2,
    15,
    TOO_FEW,
  ),
  percent('buddy-healthy', 'At healthy members: buddy system 44.57 %', 'buddy FP at healthy', 44.57, 30, 65, TOO_FEW),
  {
    id: 'order',
    text: 'From most to fewest: SWIM, buddy system, LHA-Probe, LHA-Suspicion, Lifeguard (neighbours in order)',
    measure: 'neighbours of five in order',
    published: 4,
    provenance: 'source',
    band: { least: 4 },
    informative: NO_DIFFERENCE,
  },
  {
    id: 'order-of-four',
    text: 'From most to fewest: SWIM, LHA-Probe, LHA-Suspicion, Lifeguard (neighbours in order)',
    measure: 'neighbours of four in order',
    published: 3,
    provenance: 'source',
    band: { least: 3 },
  },
  percent(
    'healthy-share',
    'Of the false positives of SWIM 0.39 % are told at healthy members',
    'swim FP at healthy, share',
    0.39,
    undefined,
    10,
  ),
  {
    id: 'per-run',
    text: 'A run of SWIM with 4, 16 or 32 anomalous members has 56.5 false positives (about 122,000 in 2,160 runs)',
    measure: 'swim FP per run',
    published: 56.5,
    provenance: 'source',
    band: { least: 28, most: 113 },
  },
]

const LOAD: readonly Claim[] = [
  {
    id: 'messages-per-run',
    text: 'A run of SWIM sends 67,180 messages (435.33 million in 6,480 runs)',
    measure: 'swim messages per run',
    published: 67.2,
    unit: 'thousand',
    provenance: 'source',
    band: { least: 45, most: 100 },
  },
  percent('messages', 'Lifeguard sends 110.59 % of the messages', 'lifeguard messages', 110.59, 100, 120),
  percent('bytes', 'Lifeguard sends 97.97 % of the bytes', 'lifeguard bytes', 97.97, 90, 110),
]

const TUNING: readonly Claim[] = [
  {
    id: 'alpha-sweep',
    text: 'False positives never rise with alpha: 2, 3, 4, 5 (steps that do not rise)',
    measure: 'alphas in order',
    provenance: 'source',
    band: { least: 3 },
  },
  percent('alpha5-latency', 'With alpha 5 Lifeguard detects as fast as SWIM', 'latency at alpha 5', 100, 95, 105),
  percent('alpha4-latency', 'With alpha 4 in 84.5 % of the time', 'latency at alpha 4', 84.5, 79.5, 89.5),
  percent('alpha2-latency', 'With alpha 2 in 57 % of the time', 'latency at alpha 2', 57, 50, 65, OVER_FORMULA),
  {
    id: 'swim-latency',
    text: 'SWIM with alpha 5 detects in 11 to 13 s: half a period, 10.54 s, a tick',
    measure: 'swim latency',
    unit: 's',
    provenance: 'formula',
    band: { least: 11, most: 13 },
  },
]

const FORMULAS: readonly Claim[] = [
  exact('suspicion-vectors', "memberlist's suspicion times", 'suspicion vectors, largest error', 'ms', { most: 1 }),
  exact('retransmits', "memberlist's retransmit limits", 'wrong retransmit limits', 'limits', { most: 0 }),
  exact('least-suspicion', '128 members, alpha 4: 8.43 s', 'least suspicion of 128, alpha 4', 's', {
    least: 8.425,
    most: 8.435,
  }),
]

const OURS: readonly Claim[] = [
  percent('beat-fp', 'Beat: all that hearsay has on, against SWIM', 'hearsay FP', 1.53, undefined, 4),
  percent(
    'beat-latency',
    'Beat: hearsay detects a dead host no later than SWIM',
    'hearsay latency',
    100,
    undefined,
    100,
  ),
  percent(
    'beat-latency-refused',
    'Beat: a dead process whose host refuses, in a third of the time',
    'hearsay latency, refused',
    35,
    undefined,
    35,
  ),
]

/** What the paper and memberlist's tests say, and where hearsay stands. */
export const lifeguardClaims: readonly Claim[] = [...FALSE_POSITIVES, ...LOAD, ...TUNING, ...FORMULAS, ...OURS]

function percent(
  id: string,
  text: string,
  measure: string,
  published: number,
  least: number | undefined,
  most: number,
  informative?: string,
): Claim {
  const band = least === undefined ? { most } : { least, most }
  return {
    id,
    text,
    measure,
    published,
    unit: '%',
    provenance: 'source',
    band,
    ...(informative !== undefined && { informative }),
  }
}

function exact(id: string, text: string, measure: string, unit: string, band: Claim['band']): Claim {
  return { id, text, measure, unit, provenance: 'source', band }
}
