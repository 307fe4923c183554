import type { Claim } from '../experiment.ts'
import { GROUPS } from './detection.ts'

const DETECTION: readonly Claim[] = [
  ...GROUPS.map(
    (members): Claim => ({
      id: `random-${members}`,
      text: `Random probing, ${members} members: first detection after 1/(1−(1−1/(n−1))^(n−1)) periods on average (distance)`,
      measure: `random first detection off the formula, ${members}`,
      published: 0,
      unit: 'periods',
      provenance: 'formula',
      band: { least: -0.03, most: 0.03 },
    }),
  ),
  ...GROUPS.map(
    (members): Claim => ({
      id: `round-robin-${members}`,
      text: `The layer, ${members} members: as early as round-robin probing must (distance)`,
      measure: `first detection off round-robin's, ${members}`,
      published: 0,
      unit: 'periods',
      provenance: 'formula',
      band: { least: -0.03, most: 0.03 },
    }),
  ),
  {
    id: 'e-over-e-1',
    text: 'First detection after e/(e−1) periods in large groups',
    measure: 'first detection, 1000',
    published: 1.58,
    unit: 'periods',
    provenance: 'source',
    band: { least: 1.55, most: 1.61 },
  },
  ...[32, 56, 128, 1000].map(
    (members): Claim => ({
      id: `first-probe-${members}`,
      text: `With unequal phases, ${members} members: the first probe starts after .94 to 1.02 periods on average`,
      measure: `wait for the first probe, ${members}`,
      unit: 'periods',
      provenance: 'pilot',
      band: { least: 0.94, most: 1.02 },
    }),
  ),
  ...[128, 1000].map(
    (members): Claim => ({
      id: `geometric-${members}`,
      text: `P(T > t) = e^−t, ${members} members (Kolmogorov–Smirnov distance)`,
      measure: `distance from the geometric law, ${members}`,
      provenance: 'formula',
      band: { most: 0.03 },
    }),
  ),
  {
    id: 'round-robin-bound',
    text: 'Round-robin: nobody waits longer than 2n − 1 = 15 periods for a member of 8',
    measure: 'longest wait, round-robin, 8',
    published: 15,
    unit: 'periods',
    provenance: 'source',
    band: { most: 15 },
  },
  {
    id: 'random-has-no-bound',
    text: 'It is due to round-robin: with random probing somebody waits longer',
    measure: 'longest wait, random, 8',
    unit: 'periods',
    provenance: 'formula',
    band: { least: 16 },
  },
]

const LOAD: readonly Claim[] = [
  {
    id: 'load',
    text: 'A member sends 2.0 messages a period',
    measure: 'messages per member and period',
    published: 2,
    provenance: 'source',
    band: { least: 1.98, most: 2.02 },
  },
  {
    id: 'load-slope',
    text: 'The load does not depend on the size of the group (slope)',
    measure: 'slope of the load',
    published: 0,
    provenance: 'source',
    band: { least: -1e-4, most: 1e-4 },
  },
  {
    id: 'few-messages',
    text: 'In .99 of the periods a member of 28 sends fewer than 5 messages',
    measure: 'share of periods with fewer than 5 messages, 28',
    published: 0.99,
    provenance: 'source',
    band: { least: 0.985, most: 0.995 },
    informative: 'read off a testbed; 27 members of whom each picks one at random give .983',
  },
  {
    id: 'lossy-load',
    text: 'With K = 3 and 5 % loss: as many more as the formula for indirect probes says (percent off)',
    measure: 'the same, off the formula',
    published: 0,
    unit: '%',
    provenance: 'formula',
    band: { least: -3, most: 3 },
  },
]

const SUSPICION: readonly Claim[] = [
  {
    id: 'suspicion-formula',
    text: 'Suspicion lasts 3⌈ln(N+1)⌉ periods: 9 to N = 19, 12 to 53, then 15 (sizes that differ)',
    measure: 'suspicion times unlike the paper',
    published: 0,
    provenance: 'source',
    band: { most: 0 },
  },
  {
    id: 'suspicion-of-layer',
    text: 'The layer, told so, suspects exactly as long (largest error)',
    measure: 'suspicion of the layer, largest error',
    published: 0,
    unit: 'periods',
    provenance: 'source',
    band: { most: 0.001 },
  },
  {
    id: 'infection',
    text: 'News on probes has reached half of 56 members after 1 to 3 periods',
    measure: 'median infection, on probes',
    unit: 'periods',
    provenance: 'source',
    band: { least: 1, most: 3 },
  },
  {
    id: 'infection-hearsay',
    text: "Beat: hearsay's own gossip, not slower than that",
    measure: 'median infection, hearsay',
    unit: 'periods',
    provenance: 'source',
    band: { most: 1 },
  },
]

/** Why the order of the two protocols without suspicion decides nothing. */
const OPEN =
  'the paper leaves open what a process does that was wrongly declared dead, and how it was kept out; here nobody is left in either protocol by then'

const FALSE_POSITIVES: readonly Claim[] = [
  {
    id: 'suspicion-keeps-more',
    text: '10 % loss: with suspicion more members are left than without (share of seeds)',
    measure: 'suspicion keeps more than infection',
    provenance: 'source',
    band: { least: 0.95 },
  },
  {
    id: 'infection-keeps-more',
    text: '10 % loss, no suspicion: infection leaves more members than multicast (share of seeds)',
    measure: 'infection keeps more than basic',
    provenance: 'source',
    band: { least: 0.95 },
    informative: OPEN,
  },
  {
    id: 'beat-16-of-17',
    text: 'Beat: hearsay holds at least 16 of 17 in every seed',
    measure: 'members seen, hearsay, least',
    published: 12,
    unit: 'members',
    provenance: 'source',
    band: { least: 16 },
  },
]

const RULES: readonly Claim[] = [
  {
    id: 'override-rules',
    text: 'Alive, suspect and confirm of incarnations 0 to 3 override one another as in the table (pairs that do not)',
    measure: 'pairs that override otherwise',
    published: 0,
    provenance: 'source',
    band: { most: 0 },
  },
  {
    id: 'semilattice',
    text: 'The rules are a join semilattice: order, grouping and repetition do not matter (laws broken)',
    measure: 'broken laws of a semilattice',
    published: 0,
    provenance: 'formula',
    band: { most: 0 },
  },
]

/** What the paper says, and what follows from its analysis. */
export const swimClaims: readonly Claim[] = [...DETECTION, ...LOAD, ...SUSPICION, ...FALSE_POSITIVES, ...RULES]
