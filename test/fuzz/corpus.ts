import { fromHex, loadOutcomeCases, loadVectors } from '../vectors/vector-files.ts'
import { ownDatagrams } from './own-datagrams.ts'

/** What came over one channel, to be mutated: all that was recorded, and what only nodes of hearsay send. */
export function corpus(channel: 'udp' | 'tcp', change: (hex: string) => string = (hex) => hex): Uint8Array[] {
  const layer = channel === 'udp' ? 'packet' : 'stream'
  const recorded = loadVectors().filter((vector) => vector.channel === channel)
  const cases = loadOutcomeCases().filter((one) => one.layer === layer)
  const ours = channel === 'udp' ? ownDatagrams() : []
  return [...[...recorded, ...cases].map(({ hex }) => fromHex(change(hex))), ...ours].filter(({ length }) => length > 0)
}
