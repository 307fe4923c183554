/**
 * Whom one member has to do with. As in Akka, members stand on a ring by a hash of their names, and each is watched by
 * the next few. Nodes that know the same members agree, whatever order they know them in.
 */
export interface Neighbours {
  /** Those that watch this member: it sends to them. */
  readonly watchers: readonly string[]
  /** Those that this member watches. */
  readonly watched: readonly string[]
}

/**
 * The neighbours of one member.
 * @param names of all members, `self` included or not
 * @param count how many watch each
 */
export function neighbours(names: Iterable<string>, self: string, count: number): Neighbours {
  const places = [...new Set([...names, self])].map((name) => ({ name, place: placeOf(name) }))
  const ring = places.sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1)).map(({ name }) => name)
  const at = ring.indexOf(self)
  const reach = Math.min(count, ring.length - 1)
  const steps = Array.from({ length: reach }, (_, i) => i + 1)
  const name = (offset: number): string => ring[(at + offset + ring.length) % ring.length] as string
  return { watchers: steps.map((step) => name(step)), watched: steps.map((step) => name(-step)) }
}

/** FNV-1a with a final mix, so that names that differ in their last letter do not stand together. */
function placeOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad)
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97)
  return (hash ^ (hash >>> 15)) >>> 0
}
