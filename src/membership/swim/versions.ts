import type { MemberRecord, Versions } from './messages.ts'

/** memberlist's numbers of a node that understands stream pings (3), nacks (4) and checksums (5), and speaks 2. */
const MEMBERLIST_VERSIONS: Versions = [1, 5, 2]

/** What a member of a bare memberlist cluster (Alertmanager) announces. */
export const BARE_VERSIONS: Versions = [...MEMBERLIST_VERSIONS, 0, 0, 0]

/** What a member of a Serf cluster announces. */
export const SERF_VERSIONS: Versions = [...MEMBERLIST_VERSIONS, 2, 5, 5]

/** From this version on a peer answers pings over streams. */
export const STREAM_PING_VERSION = 3
/** From this version on a helper answers with nacks. */
export const NACK_VERSION = 4
/** From this version on a peer understands checksums. */
export const CHECKSUM_VERSION = 5

/** Whether an alive message says something impossible about its versions; one that says nothing passes. */
export function areImpossible(versions: Versions): boolean {
  const [least = 0, greatest = 0] = versions
  return versions.length >= 3 && (least === 0 || greatest === 0 || least > greatest)
}

/** A member as far as its versions go. */
export type Versioned = Pick<MemberRecord, 'node' | 'state' | 'versions'>

/**
 * Whether two member tables can be one cluster: everybody must speak a version that everybody alive understands.
 * @returns why not, naming the member, or undefined
 */
export function findIncompatible(local: readonly Versioned[], remote: readonly Versioned[]): string | undefined {
  const ranges = RANGES.map(({ what, first }) => rangeOf(what, first, local, remote))
  // Here memberlist is stricter: a single stored member that named no versions would stop every later exchange.
  return firstOutside(remote, ranges, () => true) ?? firstOutside(local, ranges, namesVersions)
}

const RANGES = [
  { what: 'protocol', first: 0 },
  { what: 'application', first: 3 },
] as const

interface Range {
  readonly what: string
  readonly spoken: number
  least: number
  greatest: number
}

/** What everybody alive understands. Plain loops: a push/pull of a large cluster comes through here twice. */
function rangeOf(what: string, first: number, local: readonly Versioned[], remote: readonly Versioned[]): Range {
  const range = { what, spoken: first + 2, least: 0, greatest: 255 }
  for (const members of [local, remote]) {
    for (const { state, versions } of members) {
      if (state !== 'alive' || versions.length === 0) continue
      range.least = Math.max(range.least, versions[first] ?? 0)
      range.greatest = Math.min(range.greatest, versions[first + 1] ?? 0)
    }
  }
  return range
}

function namesVersions(member: Versioned): boolean {
  return member.versions.length > 0
}

function firstOutside(
  members: readonly Versioned[],
  ranges: readonly Range[],
  counts: (member: Versioned) => boolean,
): string | undefined {
  for (const member of members) {
    if (!counts(member)) continue
    for (const { what, spoken, least, greatest } of ranges) {
      const version = member.versions[spoken] ?? 0
      if (version >= least && version <= greatest) continue
      return `${member.node} speaks ${what} version ${version}, the others understand ${least} to ${greatest}`
    }
  }
  return undefined
}
