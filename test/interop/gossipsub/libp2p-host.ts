import type { GossipSub as TheirGossipSub } from '@libp2p/gossipsub'
import type { Libp2p } from 'libp2p'
import { providePromiseMethods } from './promise-methods.ts'

/** libp2p's own node, with its own GossipSub. */
export type GossipHost = Libp2p<{ pubsub: TheirGossipSub }>

/** A node of libp2p on this machine: TCP, Noise, Yamux. @param seed of its Ed25519 key, 32 bytes */
export async function startHost(seed: Uint8Array): Promise<Libp2p> {
  return (await hostParts()).start(seed, {})
}

/** The same with libp2p's GossipSub as it comes, signatures included. */
export async function startGossipHost(seed: Uint8Array): Promise<GossipHost> {
  const { start } = await hostParts()
  const { gossipsub } = await import('@libp2p/gossipsub')
  return (await start(seed, { pubsub: gossipsub() })) as GossipHost
}

/** libp2p needs what Node 22 has; it is imported once that is there. */
async function hostParts(): Promise<{ start: (seed: Uint8Array, services: object) => Promise<Libp2p> }> {
  providePromiseMethods()
  const [{ createLibp2p }, { tcp }, { noise }, { yamux }, { identify }, { generateKeyPairFromSeed }] =
    await Promise.all([
      import('libp2p'),
      import('@libp2p/tcp'),
      import('@libp2p/noise'),
      import('@libp2p/yamux'),
      import('@libp2p/identify'),
      import('@libp2p/crypto/keys'),
    ])
  const start = async (seed: Uint8Array, services: object): Promise<Libp2p> =>
    createLibp2p({
      privateKey: await generateKeyPairFromSeed('Ed25519', seed),
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionMonitor: { enabled: false }, // on a busy machine a late answer is no reason to hang up
      services: { identify: identify(), ...services },
    })
  return { start }
}
