import type { Scuttlebutt } from '../../state/index.ts'

/** Of nodes that should hold the same maps: what two of them hold differently, if anything. */
export function disagreementOf(layers: readonly Scuttlebutt[]): string | undefined {
  // digests differ nearly always if anything does, and are had for less
  return differenceOf(layers.map(digestOf)) ?? differenceOf(layers.map(mapsOf))
}

function differenceOf(held: readonly ReadonlyMap<number, string>[]): string | undefined {
  const [first, ...others] = held
  if (first === undefined) return undefined
  for (const other of others) {
    const peers = new Set([...first.keys(), ...other.keys()])
    const peer = [...peers].find((one) => first.get(one) !== other.get(one))
    if (peer !== undefined) return `participant ${peer} is held as ${first.get(peer)} and as ${other.get(peer)}`
  }
  return undefined
}

function digestOf(layer: Scuttlebutt): Map<number, string> {
  return new Map(layer.digest().map(({ peer, life, version }) => [peer, `life ${life} up to ${version}`]))
}

function mapsOf(layer: Scuttlebutt): Map<number, string> {
  const lines = layer.participants.map((peer): readonly [number, string] => {
    const entries = layer.entries(peer).map((update) => `${update.key}@${update.version}=${update.value.join('.')}`)
    return [peer, entries.join(' ')]
  })
  return new Map(lines)
}
