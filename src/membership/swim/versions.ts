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
  // Here memberlist is stricter: a single stored member that named no versions would stop every later exchange.
  const known = local.filter((member) => member.versions.length > 0)
  const ranges = rangesOf([...known, ...remote.filter((member) => member.versions.length > 0)])
  for (const member of [...remote, ...known]) {
    for (const range of ranges) {
      const spoken = member.versions[range.spoken] ?? 0
      if (spoken < range.least || spoken > range.greatest) {
        return `${member.node} speaks ${range.what} version ${spoken}, the others understand ${range.least} to ${range.greatest}`
      }
    }
  }
  return undefined
}

interface Range {
  readonly what: string
  readonly spoken: number
  readonly least: number
  readonly greatest: number
}

function rangesOf(members: readonly Versioned[]): Range[] {
  const alive = members.filter((member) => member.state === 'alive')
  return [
    { what: 'protocol', first: 0 },
    { what: 'application', first: 3 },
  ].map(({ what, first }) => ({
    what,
    spoken: first + 2,
    least: alive.reduce((most, member) => Math.max(most, member.versions[first] ?? 0), 0),
    greatest: alive.reduce((least, member) => Math.min(least, member.versions[first + 1] ?? 0), 255),
  }))
}
