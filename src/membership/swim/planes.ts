import type { Channel, PeerId } from '../../core/env.ts'
import type { Plane, PlaneState, PlaneStates } from '../../core/ports.ts'

/** So many misses in a row are no chance any more, even where a tenth of the packets is lost. */
const MISSES_IN_A_ROW = 3

/**
 * What is known of the two ways to each peer. Firewalls often block one of them: datagrams that vanish while streams
 * pass make a member look dead to half of the cluster, and the reverse stops joins and repairs while probes succeed.
 * While only datagrams are blocked, packets go over a link.
 */
export class Planes {
  /** One number a peer, in the bits named below: a node of a large cluster knows very many peers. */
  readonly #known = new Map<PeerId, number>()
  readonly #onChange: (peer: PeerId, plane: Plane, isUp: boolean) => void

  /** @param onChange told when a way breaks, and when a broken one works again */
  constructor(onChange: (peer: PeerId, plane: Plane, isUp: boolean) => void) {
    this.#onChange = onChange
  }

  /** How to send what needs no answer of its own. */
  channelTo(peer: PeerId): Extract<Channel, 'datagram' | 'link'> {
    const known = this.#of(peer)
    const isNeeded = stateOf(known, 'datagram') === 'down' && (known & LINK_REFUSED) === 0
    return isNeeded || (known & LINK_WANTED) !== 0 ? 'link' : 'datagram'
  }

  states(peer: PeerId): PlaneStates {
    const known = this.#of(peer)
    return { datagram: stateOf(known, 'datagram'), stream: stateOf(known, 'stream') }
  }

  /** Something has come, or has not come, by one of the ways. */
  observe(peer: PeerId, plane: Plane, isUp: boolean): void {
    const known = this.#of(peer)
    const before = stateOf(known, plane)
    const after = isUp ? 'up' : 'down'
    const now = withState(isUp ? known & ~DOUBTS[plane] : known, plane, after)
    if (now !== known) this.#known.set(peer, now)
    if (before !== after && (before !== 'unknown' || !isUp)) this.#onChange(peer, plane, isUp)
    if (isUp && (now & STREAM_DOUBTED) !== 0) this.observe(peer, 'stream', false)
  }

  /** A datagram brought no answer, though the peer lives: a helper had one. */
  missDatagram(peer: PeerId): void {
    const known = this.#of(peer)
    const missed = Math.min((known >>> MISSED_SHIFT) + 1, MISSES_IN_A_ROW)
    this.#known.set(peer, (known & ~MISSED) | (missed << MISSED_SHIFT))
    if (missed === MISSES_IN_A_ROW && stateOf(known, 'stream') !== 'down') this.observe(peer, 'datagram', false)
  }

  /** A stream has failed. If the peer answers a datagram after that, it is the way that is broken, not the peer. */
  doubtStream(peer: PeerId): void {
    this.#known.set(peer, this.#of(peer) | STREAM_DOUBTED)
  }

  /** The peer has spoken for itself: streams that failed before may have met a process that was gone. */
  trustStream(peer: PeerId): void {
    const known = this.#of(peer)
    if ((known & STREAM_DOUBTED) !== 0) this.#known.set(peer, known & ~STREAM_DOUBTED)
  }

  /** The peer has opened a link to us, or it is gone. */
  wantLink(peer: PeerId, isOpen: boolean): void {
    const known = this.#of(peer)
    if (isOpen) this.#known.set(peer, known | LINK_WANTED)
    else if ((known & LINK_WANTED) !== 0) this.#known.set(peer, known & ~LINK_WANTED)
  }

  /** The peer does not know links; datagrams are all there is. */
  refuseLink(peer: PeerId): void {
    this.#known.set(peer, this.#of(peer) | LINK_REFUSED)
  }

  /** Keeps what is known of these peers only, and of those who have a link open: they may become members. */
  keepOnly(peers: ReadonlySet<PeerId>): void {
    for (const [peer, known] of this.#known) {
      if ((known & LINK_WANTED) === 0 && !peers.has(peer)) this.#known.delete(peer)
    }
  }

  /** Reads what the next answer needs: see {@link Layer.touch}. */
  touch(): number {
    return this.#known.size
  }

  #of(peer: PeerId): number {
    return this.#known.get(peer) ?? 0
  }
}

/** States by number; two bits of each plane. */
const STATES: readonly PlaneState[] = ['unknown', 'up', 'down']
const SHIFT: Readonly<Record<Plane, number>> = { datagram: 0, stream: 2 }
/** Whether the peer refused to have packets brought over a link. */
const LINK_REFUSED = 1 << 4
/** Whether a stream has failed since one passed. */
const STREAM_DOUBTED = 1 << 5
/** Whether the peer has opened a link to us. */
const LINK_WANTED = 1 << 6
/** Datagrams in a row that brought no answer while helpers had one; the highest bits. */
const MISSED_SHIFT = 7
const MISSED = -1 << MISSED_SHIFT
/** What is over when a way has been seen to work. */
const DOUBTS: Readonly<Record<Plane, number>> = { datagram: LINK_REFUSED | MISSED, stream: STREAM_DOUBTED }

function stateOf(known: number, plane: Plane): PlaneState {
  return STATES[(known >>> SHIFT[plane]) & 3] as PlaneState
}

function withState(known: number, plane: Plane, state: PlaneState): number {
  return (known & ~(3 << SHIFT[plane])) | (STATES.indexOf(state) << SHIFT[plane])
}
