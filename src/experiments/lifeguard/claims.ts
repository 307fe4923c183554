import type { Claim } from '../experiment.ts'

/** Why some figures of the table decide nothing here: README.md has the evidence. */
const OPEN =
  'the paper leaves open what a blocked member still does: with mail held and time-outs going on, as here, it accuses somebody each period; if its probing stands too, once a block. Both readings are measured'

/** Why the buddy system decides nothing here. */
const NO_TIME =
  'what a blocked member says leaves all at once, accusation and verdict together, so that nobody has time to be told first: SWIM and the buddy system differ by chance only'

/** Why the smallest alpha decides nothing. */
const NO_CONFIRMATIONS =
  "memberlist's code, and so ours, waits for alpha − 2 confirmations, the paper for three: with alpha 2 ours waits for none, and is faster"

const FALSE_POSITIVES: readonly Claim[] = [
  percent('lifeguard-fp', 'Lifeguard has 1.53 % of the false positives of SWIM', 'lifeguard FP', 1.53, undefined, 4),
  percent('suspicion-fp', 'LHA-Suspicion alone has 3 % of them', 'suspicion FP', 3, 1.5, 8, OPEN),
  percent('probe-fp', 'LHA-Probe alone has 67.72 % of them', 'probe FP', 67.72, 50, 85, OPEN),
  percent('buddy-fp', 'The buddy system alone has 94.08 % of them', 'buddy FP', 94.08, 85, 100, NO_TIME),
  percent('lifeguard-healthy', 'At healthy members: Lifeguard 1.89 %', 'lifeguard FP at healthy', 1.89, undefined, 6),
  percent('probe-healthy', 'At healthy members: LHA-Probe 32.88 %', 'probe FP at healthy', 32.88, 20, 50),
  percent('suspicion-healthy', 'At healthy members: LHA-Suspicion 6.71 %', 'suspicion FP at healthy', 6.71, 2, 15),
  percent('buddy-healthy', 'At healthy members: buddy system 44.57 %', 'buddy FP at healthy', 44.57, 30, 65, NO_TIME),
  {
    id: 'order',
    text: 'From most to fewest: SWIM, buddy system, LHA-Probe, LHA-Suspicion, Lifeguard (neighbours in order)',
    measure: 'neighbours of five in order',
    published: 4,
    provenance: 'source',
    band: { least: 4 },
    informative: NO_TIME,
  },
  {
    id: 'order-of-four',
    text: 'From most to fewest: SWIM, LHA-Probe, LHA-Suspicion, Lifeguard (neighbours in order)',
    measure: 'neighbours of four in order',
    published: 3,
    provenance: 'source',
    band: { least: 3 },
  },
  {
    id: 'between-readings',
    text: 'What is left open explains it: FP of LHA-Probe and LHA-Suspicion, messages and bytes lie between both readings',
    measure: 'published figures between both readings',
    published: 4,
    provenance: 'source',
    band: { least: 4 },
  },
]

const LOAD: readonly Claim[] = [
  percent('messages', 'Lifeguard sends 110.59 % of the messages', 'lifeguard messages', 110.59, 100, 120, OPEN),
  percent('bytes', 'Lifeguard sends 97.97 % of the bytes', 'lifeguard bytes', 97.97, 90, 110, OPEN),
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
  percent('alpha2-latency', 'With alpha 2 in 57 % of the time', 'latency at alpha 2', 57, 50, 65, NO_CONFIRMATIONS),
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
