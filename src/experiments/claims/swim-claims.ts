import type { LedgerEntry } from './ledger-entry.ts'
import { contradictionRun, fixedSuspicionRun, shortSuspicionRun } from './runs/swim-settings-runs.ts'

/** A9: the part on SWIM. */
export const swimClaims: readonly LedgerEntry[] = [
  {
    ...at(1186),
    statement: 'A suspicion of 5 seconds, with a period of one second, suits large deployments.',
    how: 'formula',
    verdict: 'dubious',
    why: 'It must grow with log n, or the refutation comes too late: memberlist passes 5 s at 18 members and takes 12 s for 1,000.',
    provenance: 'formula',
    experiment: 'swim',
    run: fixedSuspicionRun,
  },
  {
    ...at(1294),
    statement: 'Netflix runs SWIM with these settings in clusters of more than 2,500 nodes.',
    how: 'public fact',
    verdict: 'dubious',
    why: 'No such product of Netflix is known: what it published for membership is Eureka, which has no SWIM.',
    provenance: 'memory',
  },
  {
    ...at(1300),
    statement: 'A suspicion lasts three periods of 500 ms.',
    how: 'simulation',
    verdict: 'dubious',
    why: 'Among 2,500 the news of it takes longer to reach the suspect, so that nobody could refute in time.',
    provenance: 'pilot',
    run: shortSuspicionRun,
  },
  {
    ...at(1305),
    statement: 'Messages of up to 4,096 bytes make large clusters efficient.',
    how: 'public fact',
    verdict: 'dubious',
    why: 'A datagram beyond the path’s packet size travels in fragments, and all are lost with one. memberlist keeps below 1,400.',
    provenance: 'source',
  },
  {
    ...at(1315),
    statement: 'Failed nodes are detected within 15 seconds on average, with a suspicion of 60 seconds.',
    how: 'formula',
    verdict: 'wrong',
    why: 'A suspicion of 60 seconds ends after 60 seconds. With the multiplier that the same settings name it would be about six.',
    provenance: 'formula',
    run: contradictionRun,
  },
  {
    ...at(1316),
    statement: 'The rate of false positives in normal operation.',
    how: 'not checkable',
    verdict: 'unverifiable',
    why: 'No source and no unit.',
    provenance: 'source',
  },
  {
    ...at(1317),
    statement: 'The share of a cluster’s bandwidth that it takes.',
    how: 'not checkable',
    verdict: 'unverifiable',
    why: 'An internal figure without a source. That it is small is to be expected: a member sends about two messages per period, at any size.',
    provenance: 'source',
  },
  {
    ...at(1318),
    statement: 'Load grows in a straight line with the size, to 5,000 nodes.',
    how: 'simulation',
    verdict: 'plausible',
    why: 'Of all members together, since the load of each is constant (SWIM, section 3). That it was tested so far has no source.',
    provenance: 'source',
    experiment: 'swim',
  },
]

function at(line: number): { readonly id: string; readonly section: 'A9'; readonly line: number } {
  return { id: `A9-${line}`, section: 'A9', line }
}
