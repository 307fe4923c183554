import { frameRpc } from '../../src/codec/libp2p/rpc-frames.ts'
import { decodeRpc } from '../../src/codec/libp2p/rpc-reader.ts'
import { gossipSubCases } from '../vectors/check-gossipsub-vectors.ts'
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

/** Messages of GossipSub, each bare and as a frame of a stream. */
export function rpcCorpus(): Uint8Array[] {
  const bare = gossipSubCases().flatMap((one) => {
    if (one.kind === 'rpc') return [fromHex(one.encodedHex)]
    return one.kind === 'signed-message' || one.kind === 'unsigned-message' ? [fromHex(one.rpcProtobufHex)] : []
  })
  return bare
    .filter(({ length }) => length > 0 && length < 4096)
    .flatMap((bytes) => [bytes, frameRpc(decodeRpc(bytes))])
}
