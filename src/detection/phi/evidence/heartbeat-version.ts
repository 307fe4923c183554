import type { MemberView } from '../../../core/ports.ts'

/**
 * What a member announces as the greatest protocol version that it understands, if it takes part in heartbeats: others
 * are never sent one. memberlist's own versions end at 5, and it minds no greater one; ours stands far off ("h"), so
 * that a memberlist of some later version is not taken for one of us.
 */
export const HEARTBEAT_VERSION = 0x68

/** The version numbers of a member that takes part in heartbeats. */
export function withHeartbeats(versions: readonly number[]): readonly number[] {
  return versions.map((version, i) => (i === GREATEST ? HEARTBEAT_VERSION : version))
}

/** Whether a member takes part in heartbeats. */
export function takesPart({ versions }: MemberView): boolean {
  return versions[GREATEST] === HEARTBEAT_VERSION
}

/** Of the least, the greatest and the spoken version. */
const GREATEST = 1
