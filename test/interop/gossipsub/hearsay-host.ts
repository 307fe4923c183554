import type { Connection, Libp2p, PeerId as TheirPeerId, Stream } from '@libp2p/interface'
import { frameRpc, RpcFrameReader } from '../../../src/codec/libp2p/rpc-frames.ts'
import { signed } from '../../../src/codec/libp2p/signed-messages.ts'
import type { PeerId } from '../../../src/core/env.ts'
import type { Event } from '../../../src/core/event.ts'
import type { NeighbourEvent, TopicMessageEvent } from '../../../src/core/ports.ts'
import { GossipSub, type Rpc } from '../../../src/dissemination/index.ts'
import { ed25519Signer } from '../../support/libp2p-signer.ts'
import { startHost } from './libp2p-host.ts'
import { LiveEnv } from './live-env.ts'

const PROTOCOL = '/meshsub/1.2.0'

/** A peer that is connected: a stream each way, as libp2p's GossipSub has it. */
interface Line {
  readonly peer: PeerId
  readonly out: Stream
}

/** hearsay's GossipSub behind libp2p's transports: its messages are read and written by our codec. */
export class HearsayHost {
  readonly host: Libp2p
  readonly layer: GossipSub
  /** What could not be read, or went wrong with a stream. */
  readonly errors: string[] = []
  readonly #env: LiveEnv
  readonly #lines = new Map<PeerId, Line>()
  readonly #numbers = new Map<string, PeerId>()

  private constructor(host: Libp2p, seed: Uint8Array, onMessage: (event: TopicMessageEvent) => void) {
    this.host = host
    this.#env = new LiveEnv(
      1,
      (to, message) => this.#lines.get(to)?.out.send(frameRpc(message as Rpc)),
      (event: Event) => {
        if (event.type === 'topic-message') onMessage(event as TopicMessageEvent)
      },
    )
    const sampler = { neighbours: [], sample: () => [] }
    this.layer = new GossipSub(this.#env, sampler, { policy: signed(ed25519Signer(seed), 'js') })
    this.#env.layer = this.layer
  }

  /** @param seed of the node's Ed25519 key, 32 bytes */
  static async start(seed: Uint8Array, onMessage: (event: TopicMessageEvent) => void): Promise<HearsayHost> {
    const made = new HearsayHost(await startHost(seed), seed, onMessage)
    await made.host.handle(PROTOCOL, (stream, connection) => made.#read(stream, connection))
    await made.host.register(PROTOCOL, {
      onConnect: (peer, connection) => void made.#open(peer, connection),
      onDisconnect: (peer) => made.#close(peer),
    })
    made.layer.start()
    return made
  }

  /** What to look at when something does not come. */
  get state(): object {
    const streams = Array.from(this.#lines.values(), ({ out }) => `${out.status}, ${out.writeBufferLength} bytes wait`)
    const { counters, sizes } = this.layer
    return { mesh: this.layer.meshOf('hearsay-interop'), streams, errors: this.errors, counters, sizes }
  }

  async stop(): Promise<void> {
    this.#env.stop()
    await this.host.stop()
  }

  async #open(peer: TheirPeerId, connection: Connection): Promise<void> {
    try {
      const number = this.#numberOf(peer)
      if (this.#lines.has(number)) return
      const out = await connection.newStream(PROTOCOL)
      this.#lines.set(number, { peer: number, out })
      this.#tellNeighbour(number, true)
    } catch (error) {
      this.errors.push(`no stream to ${peer.toString()}: ${String(error)}`)
    }
  }

  #close(peer: TheirPeerId): void {
    const number = this.#numberOf(peer)
    if (this.#lines.delete(number)) this.#tellNeighbour(number, false)
  }

  async #read(stream: Stream, connection: Connection): Promise<void> {
    const from = this.#numberOf(connection.remotePeer)
    const reader = new RpcFrameReader()
    try {
      for await (const chunk of stream) {
        for (const rpc of reader.push(chunk.subarray())) this.layer.onMessage(from, rpc)
      }
      reader.end()
    } catch (error) {
      this.errors.push(`a stream of peer ${from}: ${String(error)}`)
      stream.abort(error as Error)
    }
  }

  #tellNeighbour(peer: PeerId, isUp: boolean): void {
    const event: NeighbourEvent = { type: 'neighbour', peer, isUp }
    this.layer.onEvent(event)
  }

  #numberOf(peer: TheirPeerId): PeerId {
    const name = peer.toString()
    const known = this.#numbers.get(name) ?? ((this.#numbers.size + 1) as PeerId)
    this.#numbers.set(name, known)
    return known
  }
}
