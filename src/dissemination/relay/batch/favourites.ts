import type { PeerId } from '../../../core/env.ts'

/** The neighbours that were the last to bring a batch first: those who are asked to send them unasked. */
export class Favourites {
  readonly #most: number
  #peers: PeerId[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** The last one first. */
  get peers(): readonly PeerId[] {
    return this.#peers
  }

  /** A peer has brought a batch first. @returns whether it is new here, and who had to go */
  favour(peer: PeerId): { readonly isNew: boolean; readonly gone: PeerId | undefined } {
    const isNew = !this.#peers.includes(peer)
    this.#peers = [peer, ...this.#peers.filter((other) => other !== peer)]
    return { isNew, gone: this.#peers.length > this.#most ? this.#peers.pop() : undefined }
  }

  forget(peer: PeerId): void {
    this.#peers = this.#peers.filter((other) => other !== peer)
  }
}
