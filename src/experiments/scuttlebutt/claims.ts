import type { Claim } from '../experiment.ts'

const INVARIANTS: readonly Claim[] = [
  {
    id: 'no-gap',
    text: 'No version is ever missing below the greatest that a node claims, no digest falls, and in peace all agree (schedules in which that is not so)',
    measure: 'schedules that go wrong',
    published: 0,
    provenance: 'formula',
    band: { most: 0 },
  },
]

const OVERLOAD: readonly Claim[] = [
  {
    id: 'staleness-grows',
    text: 'Twice what the MTU admits, without flow control: the greatest staleness grows linearly, by more than .3 s a second',
    measure: 'growth of the greatest staleness, no flow control',
    unit: 's/s',
    provenance: 'pilot',
    band: { least: 0.3 },
  },
  {
    id: 'staleness-is-held',
    text: 'With flow control it stays below three times what it was before (greatest, in multiples)',
    measure: 'greatest staleness to that before, flow control',
    provenance: 'pilot',
    band: { most: 3 },
  },
  {
    id: 'rates-begin-unequal',
    text: 'The rates begin unequal (Jain index)',
    measure: 'fairness at first',
    provenance: 'pilot',
    band: { most: 0.9 },
  },
  {
    id: 'rates-become-equal',
    text: 'and agree within 10 % from 20 s after the overload has begun to its end (least Jain index)',
    measure: 'fairness, least',
    published: 1,
    provenance: 'pilot',
    band: { least: 0.99 },
  },
  {
    id: 'updates-go-on',
    text: 'Meanwhile updates are made (share of what the MTU would admit if nothing else were in a packet)',
    measure: 'updates made, share of what is admitted',
    provenance: 'pilot',
    band: { least: 0.3 },
    informative: 'the paper gives no figure; a third of a packet is what groups of few updates need besides',
  },
]

const ORDERING: readonly Claim[] = [
  {
    id: 'depth-fewer-participants',
    text: 'Scuttle-depth leaves fewer participants stale than scuttle-breadth, MTU in bytes (ratio)',
    measure: 'stale participants, depth to breadth',
    provenance: 'pilot',
    band: { most: 0.999 },
  },
  {
    id: 'depth-fewer-mappings',
    text: 'and fewer mappings (ratio)',
    measure: 'stale mappings, depth to breadth',
    provenance: 'pilot',
    band: { most: 0.95 },
  },
  {
    id: 'depth-fewer-mappings-by-count',
    text: 'fewer mappings also if the MTU counts updates, as in the paper (ratio)',
    measure: 'stale mappings, depth to breadth, by count',
    provenance: 'pilot',
    band: { most: 0.95 },
  },
  {
    id: 'depth-participants-by-count',
    text: 'Participants, if the MTU counts updates (ratio)',
    measure: 'stale participants, depth to breadth, by count',
    provenance: 'pilot',
    band: { most: 1 },
    informative:
      'depth leaves fewer while there is too much to send, breadth afterwards, as it has brought everybody nearer; our bytes decide for depth, because breadth names more participants in a packet',
  },
]

/** What the paper says, in the bands that our pilots gave: its figures we know only from what others tell of them. */
export const scuttlebuttClaims: readonly Claim[] = [...INVARIANTS, ...OVERLOAD, ...ORDERING]
