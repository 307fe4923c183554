import type { Channel, PeerId } from '../../core/env.ts'
import type { Plane, PlaneState, PlaneStates } from '../../core/ports.ts'

interface Entry {
  datagram: PlaneState
  stream: PlaneState
  /** Whether the peer refused to have packets brought over a link. */
  linkRefused: boolean
  /** Whether a stream has failed since one passed. */
  streamDoubted: boolean
  /** Whether the peer has opened a link to us. */
  linkWanted: boolean
  /** Datagrams in a row that brought no answer while helpers had one. */
  missed: number
}

/** So many misses in a row are no chance any more, even where a tenth of the packets is lost. */
const MISSES_IN_A_ROW = 3

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
    if (entry === undefined) return 'datagram'
    return entry.linkWanted || (entry.datagram === 'down' && !entry.linkRefused) ? 'link' : 'datagram'
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
    if (isUp) this.#clearDoubts(entry, plane)
    if (before !== entry[plane] && (before !== 'unknown' || !isUp)) this.#onChange(peer, plane, isUp)
    if (isUp && entry.streamDoubted) this.observe(peer, 'stream', false)
  }

  /** A datagram brought no answer, though the peer lives: a helper had one. */
  missDatagram(peer: PeerId): void {
    const entry = this.#entryOf(peer)
    if (++entry.missed >= MISSES_IN_A_ROW && entry.stream !== 'down') this.observe(peer, 'datagram', false)
  }

  /** A stream has failed. If the peer answers a datagram after that, it is the way that is broken, not the peer. */
  doubtStream(peer: PeerId): void {
    this.#entryOf(peer).streamDoubted = true
  }

  /** The peer has spoken for itself: streams that failed before may have met a process that was gone. */
  trustStream(peer: PeerId): void {
    const entry = this.#entries.get(peer)
    if (entry !== undefined) entry.streamDoubted = false
  }

  /** The peer has opened a link to us, or it is gone. */
  wantLink(peer: PeerId, isOpen: boolean): void {
    if (isOpen || this.#entries.has(peer)) this.#entryOf(peer).linkWanted = isOpen
  }

  /** The peer does not know links; datagrams are all there is. */
  refuseLink(peer: PeerId): void {
    this.#entryOf(peer).linkRefused = true
  }

  /** Keeps what is known of these peers only, and of those who have a link open: they may become members. */
  keepOnly(peers: ReadonlySet<PeerId>): void {
    for (const [peer, { linkWanted }] of this.#entries) {
      if (!linkWanted && !peers.has(peer)) this.#entries.delete(peer)
    }
  }

  #clearDoubts(entry: Entry, plane: Plane): void {
    if (plane === 'stream') entry.streamDoubted = false
    else {
      entry.linkRefused = false
      entry.missed = 0
    }
  }

  #entryOf(peer: PeerId): Entry {
    const known = this.#entries.get(peer)
    if (known !== undefined) return known
    const entry: Entry = {
      datagram: 'unknown',
      stream: 'unknown',
      linkRefused: false,
      streamDoubted: false,
      linkWanted: false,
      missed: 0,
    }
    this.#entries.set(peer, entry)
    return entry
  }
}
