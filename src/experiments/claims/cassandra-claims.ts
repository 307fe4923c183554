import type { LedgerEntry } from './ledger-entry.ts'
import { digestTrafficRun, messageRateRun, tenSecondsRun } from './runs/cassandra-runs.ts'

/** A2: Cassandra. */
export const cassandraClaims: readonly LedgerEntry[] = [
  {
    ...at(278),
    statement: 'A digest holds at most 1000 endpoints.',
    how: 'public fact',
    verdict: 'wrong',
    why: 'Cassandra has no such constant: a digest names every endpoint. With it a larger cluster would not learn of all.',
    provenance: 'memory',
  },
  {
    ...at(282),
    statement: 'A node gossips once a second.',
    how: 'public fact',
    verdict: 'right',
    why: 'So does Cassandra’s Gossiper.',
    provenance: 'source',
  },
  {
    ...at(288),
    statement: 'Each round goes to up to three random live nodes.',
    how: 'public fact',
    verdict: 'wrong',
    why: 'To one live node, sometimes one unreachable and sometimes one seed: the latter two let halves that lost each other meet again.',
    provenance: 'source',
  },
  {
    ...at(301),
    statement: 'An exchange is digest, differences, acknowledgement.',
    how: 'public fact',
    verdict: 'right',
    why: 'Cassandra calls them SYN, ACK and ACK2; differences go both ways, with the last two.',
    provenance: 'source',
  },
  {
    ...at(308),
    statement: 'Netflix runs more than 2,500 Cassandra nodes in three regions.',
    how: 'public fact',
    verdict: 'plausible',
    why: 'As a fleet of many clusters. As one cluster, which the other figures need, it is dubious.',
    provenance: 'memory',
  },
  {
    ...at(309),
    statement: 'Gossip takes about 100 KB/s per node in a cluster of that size.',
    how: 'formula',
    verdict: 'plausible',
    why: 'Digests alone give that order.',
    provenance: 'formula',
    run: digestTrafficRun,
  },
  {
    ...at(310),
    statement: '99 % of 2,500 nodes know of a failure within 10 seconds.',
    how: 'simulation',
    verdict: 'wrong',
    why: 'Not with the defaults: at φ = 8 a member is convicted after 18.4 mean intervals. Ten seconds is about what news takes to spread, without detecting anything. The run tells which settings would do.',
    provenance: 'source',
    experiment: 'phi-cassandra',
    run: tenSecondsRun,
  },
  {
    ...at(311),
    statement: 'Netflix’s availability, and how many nodes fail there a day.',
    how: 'not checkable',
    verdict: 'unverifiable',
    why: 'Internal figures without a source.',
    provenance: 'source',
  },
  {
    ...at(314),
    statement: 'Apple runs more than 75,000 Cassandra nodes.',
    how: 'public fact',
    verdict: 'plausible',
    why: 'Reported in 2014 for all its clusters together. No gossip spans them.',
    provenance: 'memory',
  },
  {
    ...at(315),
    statement: 'Those nodes send 2.5 million gossip messages a second.',
    how: 'formula',
    verdict: 'dubious',
    why: 'It is several times what the protocol sends.',
    provenance: 'formula',
    run: messageRateRun,
  },
  {
    ...at(316),
    statement: 'The share of Apple’s network that gossip takes.',
    how: 'not checkable',
    verdict: 'unverifiable',
    why: 'An internal figure without a source. A small share is to be expected: a node’s gossip is a ten-thousandth of a fast link.',
    provenance: 'source',
  },
  {
    ...at(317),
    statement: 'The rate of false positives there.',
    how: 'not checkable',
    verdict: 'unverifiable',
    why: 'An internal figure without a source, and without a unit: per probe, per node or per day.',
    provenance: 'source',
  },
]

function at(line: number): { readonly id: string; readonly section: 'A2'; readonly line: number } {
  return { id: `A2-${line}`, section: 'A2', line }
}
