import type { Scuttlebutt } from '../../state/index.ts'

/** Of nodes that should hold the same maps: what two of them hold differently, if anything. */
export function disagreementOf(layers: readonly Scuttlebutt[]): string | undefined {
  const [first, ...others] = layers.map(linesOf)
  if (first === undefined) return undefined
  for (const lines of others) {
    const peers = new Set([...first.keys(), ...lines.keys()])
    const peer = [...peers].find((one) => first.get(one) !== lines.get(one))
    if (peer !== undefined) return `participant ${peer} is held as ${first.get(peer)} and as ${lines.get(peer)}`
  }
  return undefined
}

/** All that a layer holds, in words. */
function linesOf(layer: Scuttlebutt): Map<number, string> {
  const lines = new Map<number, string>()
  for (const { peer, life, version } of layer.digest()) {
    const entries = layer.entries(peer).map((update) => `${update.key}@${update.version}=${update.value.join('.')}`)
    lines.set(peer, `life ${life} up to ${version}: ${entries.join(' ')}`)
  }
  return lines
}
