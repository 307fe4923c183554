import type { PeerId } from '../../core/env.ts'

/** Who is whose neighbour: Maelstrom's topologies, as it suggests them to nodes. */
export type Topology = (self: number, size: number) => readonly PeerId[]

/** Everybody is everybody's. */
export const total: Topology = (self, size) => among(everybody(size), size).filter((peer) => peer !== self)

/** One after the other. */
export const line: Topology = (self, size) => among([self - 1, self + 1], size)

/** A square, filled row by row. */
export const grid: Topology = (self, size) => {
  const side = Math.ceil(Math.sqrt(size))
  const beside = [self - 1, self + 1].filter((peer) => Math.floor(peer / side) === Math.floor(self / side))
  return among([...beside, self - side, self + side], size)
}

/** A tree in which everybody has four below. */
export const tree4: Topology = (self, size) => {
  const children = [1, 2, 3, 4].map((child) => 4 * self + child)
  return among(self === 0 ? children : [Math.floor((self - 1) / 4), ...children], size)
}

function everybody(size: number): number[] {
  return Array.from({ length: size }, (_, peer) => peer)
}

function among(peers: readonly number[], size: number): PeerId[] {
  return peers.filter((peer) => peer >= 0 && peer < size) as PeerId[]
}
