import { spawnSync } from 'node:child_process'

/** Gives a command a network of its own, with nothing but loopback in it. */
const WRAPPER = ['unshare', '--net', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']

/**
 * What to put before a command so that it and its children have a network namespace of their own: counters of packets
 * are then theirs alone, and nobody else's ports are in their way. Empty where that is not allowed (it takes root).
 */
export function ownNetwork(): readonly string[] {
  return spawnSync(WRAPPER[0] as string, [...WRAPPER.slice(1), 'true']).status === 0 ? WRAPPER : []
}
