import type { MemberView } from './ports.ts'

/**
 * What only hearsay's members know, and say so: a bit each. Their sum, on top of {@link BASE}, is announced as the
 * greatest protocol version that a member understands. memberlist's own versions end at 5, and it minds no greater one;
 * ours stand far off ("h"), so that a memberlist of some later version is not taken for one of us.
 */
export const FEATURES = {
  /** Sends and reads heartbeats, as evidence for failure detection. */
  heartbeats: 1,
  /** Takes part in the overlay over which broadcasts and topics travel. */
  broadcasts: 2,
} as const

/** One of the features that a member may announce. */
export type Feature = keyof typeof FEATURES

const BASE = 0x68
const ALL = 7
/** Of the least, the greatest and the spoken version. */
const GREATEST = 1

/** The version numbers of a member that has these features. */
export function withFeatures(versions: readonly number[], features: readonly Feature[]): readonly number[] {
  if (features.length === 0) return versions
  const sum = features.reduce((bits, feature) => bits | FEATURES[feature], BASE)
  return versions.map((version, i) => (i === GREATEST ? sum : version))
}

/** Whether a member has announced a feature. */
export function hasFeature({ versions }: Pick<MemberView, 'versions'>, feature: Feature): boolean {
  const greatest = versions[GREATEST] ?? 0
  return (greatest & ~ALL) === BASE && (greatest & FEATURES[feature]) !== 0
}
