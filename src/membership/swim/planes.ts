import type { Channel, PeerId } from '../../core/env.ts'
import type { Plane, PlaneState, PlaneStates } from '../../core/ports.ts'

interface Entry {
  datagram: PlaneState
  stream: PlaneState
  /** Whether the peer refused to have packets brought over a link. */
  linkRefused: boolean
  /** Whether a stream has failed since one passed. */
  streamDoubted: boolean
}

/**
 * What is known of the two ways to each peer. Firewalls often block one of them: datagrams that vanish while streams
 * pass make a member look dead to half of the cluster, and the reverse stops joins and repairs while probes succeed.
 * While only datagrams are blocked, packets go over a link.
 */
export class Planes {
  readonly #entries = new Map<PeerId, Entry>()
  readonly #onChange: (peer: PeerId, plane: Plane, isUp: boolean) => void

  /** @param onChange told when a way breaks, and when a broken one works again */
  constructor(onChange: (peer: PeerId, plane: Plane, isUp: boolean) => void) {
    this.#onChange = onChange
  }

  /** How to send what needs no answer of its own. */
  channelTo(peer: PeerId): Extract<Channel, 'datagram' | 'link'> {
    const entry = this.#entries.get(peer)
    return entry?.datagram === 'down' && !entry.linkRefused ? 'link' : 'datagram'
  }

  states(peer: PeerId): PlaneStates {
    const { datagram = 'unknown', stream = 'unknown' } = this.#entries.get(peer) ?? {}
    return { datagram, stream }
  }

  /** Something has come, or has not come, by one of the ways. */
  observe(peer: PeerId, plane: Plane, isUp: boolean): void {
    const entry = this.#entryOf(peer)
    const before = entry[plane]
    entry[plane] = isUp ? 'up' : 'down'
    if (isUp) entry[plane === 'stream' ? 'streamDoubted' : 'linkRefused'] = false
    if (before !== entry[plane] && (before !== 'unknown' || !isUp)) this.#onChange(peer, plane, isUp)
    if (isUp && entry.streamDoubted) this.observe(peer, 'stream', false)
  }

  /** A stream has failed. If the peer answers a datagram after that, it is the way that is broken, not the peer. */
  doubtStream(peer: PeerId): void {
    this.#entryOf(peer).streamDoubted = true
  }

  /** The peer does not know links; datagrams are all there is. */
  refuseLink(peer: PeerId): void {
    this.#entryOf(peer).linkRefused = true
  }

  /** Keeps what is known of these peers only. */
  keepOnly(peers: ReadonlySet<PeerId>): void {
    for (const peer of this.#entries.keys()) if (!peers.has(peer)) this.#entries.delete(peer)
  }

  #entryOf(peer: PeerId): Entry {
    const known = this.#entries.get(peer)
    if (known !== undefined) return known
    const entry: Entry = { datagram: 'unknown', stream: 'unknown', linkRefused: false, streamDoubted: false }
    this.#entries.set(peer, entry)
    return entry
  }
}
