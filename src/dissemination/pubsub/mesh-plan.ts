import { drawn, shuffle } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { GossipSubOptions } from './options.ts'

/** What a mesh is like, and who may come into it. */
export interface MeshState {
  readonly peers: ReadonlySet<PeerId>
  /** Peers of the topic that may be grafted: no back-off, no score below zero. Asked only if somebody is wanted. */
  readonly candidates: () => readonly PeerId[]
  readonly scoreOf: (peer: PeerId) => number
  /** Whether this node has dialled a peer; left out if nobody knows. */
  readonly isOutbound: ((peer: PeerId) => boolean) | undefined
  /** Whether a poor mesh is to be bettered now, and below which median. */
  readonly opportunity: { readonly threshold: number } | undefined
}

/** What a heartbeat changes in a mesh. */
export interface MeshPlan {
  readonly graft: readonly PeerId[]
  /** There were too many. */
  readonly prune: readonly PeerId[]
  /** Their score is below zero. */
  readonly expel: readonly PeerId[]
}

/**
 * Keeps a mesh within its bounds (gossipsub v1.1, "Mesh maintenance"): bad peers go; too few are filled up to D, too
 * many cut down to it, the best D_score of them staying and D_out of those dialled; a mesh of poor scores takes in better
 * peers.
 */
export function planMesh(state: MeshState, options: GossipSubOptions, random: () => number): MeshPlan {
  const expel = [...state.peers].filter((peer) => state.scoreOf(peer) < 0)
  const kept = expel.length === 0 ? [...state.peers] : [...state.peers].filter((peer) => !expel.includes(peer))
  const prune = kept.length > options.dHigh ? surplus(kept, state, options, random) : []
  const left = prune.length === 0 ? kept : kept.filter((peer) => !prune.includes(peer))
  const graft = left.length < options.dLow ? drawn(state.candidates(), options.d - left.length, random) : []
  graft.push(...missingOutbound([...left, ...graft], state, options, random))
  if (state.opportunity !== undefined) {
    graft.push(...better([...left, ...graft], state, state.opportunity.threshold, options, random))
  }
  return { graft, prune, expel }
}

/** Who has to go: chance decides, after score and direction. */
function surplus(peers: PeerId[], state: MeshState, options: GossipSubOptions, random: () => number): PeerId[] {
  shuffle(peers, random)
  const ranked = peers.sort((a, b) => state.scoreOf(b) - state.scoreOf(a))
  const rest = ranked.slice(options.dScore)
  shuffle(rest, random)
  const order = outboundFirst([...ranked.slice(0, options.dScore), ...rest], state, options)
  return order.slice(options.d)
}

/** Moves so many peers that were dialled among the first D that there are D_out of them. */
function outboundFirst(order: PeerId[], { isOutbound }: MeshState, { d, dOut }: GossipSubOptions): PeerId[] {
  if (isOutbound === undefined) return order
  const [first, rest] = [order.slice(0, d), order.slice(d)]
  const lacking = dOut - first.filter(isOutbound).length
  if (lacking <= 0) return order
  const moved = rest.filter(isOutbound).slice(0, lacking)
  const others = rest.filter((peer) => !moved.includes(peer))
  const staying = first.filter((peer) => !isOutbound(peer))
  const ousted = staying.slice(staying.length - moved.length)
  return [...first.filter((peer) => !ousted.includes(peer)), ...moved, ...ousted, ...others]
}

/** Peers that were dialled, up to D_out: whoever dials us cannot fill the mesh alone. */
function missingOutbound(
  mesh: readonly PeerId[],
  { isOutbound, candidates }: MeshState,
  { dLow, dOut }: GossipSubOptions,
  random: () => number,
): PeerId[] {
  if (isOutbound === undefined || mesh.length < dLow) return []
  const lacking = dOut - mesh.filter(isOutbound).length
  if (lacking <= 0) return []
  return drawn(
    candidates().filter((peer) => isOutbound(peer) && !mesh.includes(peer)),
    lacking,
    random,
  )
}

/** Peers that score more than the median of a mesh whose median is poor. */
function better(
  mesh: readonly PeerId[],
  { scoreOf, candidates }: MeshState,
  threshold: number,
  { opportunisticPeers }: GossipSubOptions,
  random: () => number,
): PeerId[] {
  if (mesh.length < 2) return []
  const scores = mesh.map(scoreOf).sort((a, b) => a - b)
  const median = scores[scores.length >> 1] as number
  if (median >= threshold) return []
  return drawn(
    candidates().filter((peer) => scoreOf(peer) > median && !mesh.includes(peer)),
    opportunisticPeers,
    random,
  )
}
