import { Bitset } from '../../base/bitset.ts'
import type { Channel, PeerId } from '../../core/env.ts'

/**
 * What a rule says about a message: nothing against it, not at all, or only with this much more loss, latency or
 * corruption.
 */
export type Verdict =
  | 'pass'
  | 'drop'
  | { readonly loss?: number; readonly latencyMs?: number; readonly corruption?: number }

/**
 * One condition of the network. It is asked for every message, in the order in which rules were added: one 'drop' is
 * enough, losses, latencies and corruptions add up. It must be a pure function of its arguments.
 */
export type NetworkRule = (from: PeerId, to: PeerId, channel: Channel) => Verdict

/** Nothing passes between a node of `a` and one of `b`, in either direction. */
export function partitionRule(a: readonly number[], b: readonly number[]): NetworkRule {
  const inA = setOf(a)
  const inB = setOf(b)
  return (from, to) => ((inA.has(from) && inB.has(to)) || (inB.has(from) && inA.has(to)) ? 'drop' : 'pass')
}

/** Nothing passes from a node of `from` to one of `to`; the other direction is untouched. */
export function cutRule(from: readonly number[], to: readonly number[]): NetworkRule {
  return between(from, to, 'drop')
}

/** Of the nodes of a ring each reaches only the `reach` next on either side; nobody else is touched. */
export function ringRule(nodes: readonly number[], reach: number): NetworkRule {
  const places = new Map(nodes.map((node, place) => [node, place]))
  return (from, to) => {
    const [a, b] = [places.get(from), places.get(to)]
    if (a === undefined || b === undefined) return 'pass'
    const distance = Math.abs(a - b)
    return Math.min(distance, nodes.length - distance) > reach ? 'drop' : 'pass'
  }
}

/** `verdict` for messages from a node of `from` to one of `to`; without a list, from or to anybody. */
export function between(
  from: readonly number[] | undefined,
  to: readonly number[] | undefined,
  verdict: Verdict,
): NetworkRule {
  const senders = from === undefined ? undefined : setOf(from)
  const receivers = to === undefined ? undefined : setOf(to)
  return (sender, receiver) => (senders?.has(sender) === false || receivers?.has(receiver) === false ? 'pass' : verdict)
}

function setOf(nodes: readonly number[]): Bitset {
  const set = new Bitset()
  for (const node of nodes) set.add(node)
  return set
}
