import { ln } from '../../base/logarithm.ts'
import { deriveSeed, Rng } from '../../base/rng.ts'
import { atLeast, positive, whole } from '../check.ts'
import type { CrashFault } from './fault.ts'

/** How nodes come and go. */
export interface ChurnOptions {
  /** How many nodes there are. */
  readonly nodes: number
  /** How long a node is up, on average, before it crashes: the gaps are exponential, so crashes are a Poisson process. */
  readonly meanUpMs: number
  /** How long it then stays away, on average; exponential too. */
  readonly meanDownMs: number
  /** Nobody is away for less; default 0. */
  readonly minDownMs?: number
  /** When churn begins; default 0. */
  readonly fromMs?: number
  /** For how long it goes on; by its end everybody is back. */
  readonly durationMs: number
}

/**
 * Crashes and returns of each node by itself, as a Poisson process. Each node has a random stream of its own, so that
 * another number of nodes changes nothing for the rest.
 * @throws RangeError that names the field
 */
export function poissonChurn(seed: number, options: ChurnOptions): CrashFault[] {
  const nodes = whole(options.nodes, 0, 'nodes')
  positive(options.meanUpMs, 'meanUpMs')
  positive(options.meanDownMs, 'meanDownMs')
  positive(options.durationMs, 'durationMs')
  atLeast(options.minDownMs ?? 0, 0, 'minDownMs')
  atLeast(options.fromMs ?? 0, 0, 'fromMs')
  const faults = Array.from({ length: nodes }, (_, node) => churnOfNode(seed, node, options))
  return faults.flat().sort((a, b) => a.at - b.at)
}

function churnOfNode(seed: number, node: number, options: ChurnOptions): CrashFault[] {
  const { fromMs = 0, minDownMs = 0, meanUpMs, meanDownMs } = options
  const rng = new Rng(deriveSeed(seed, node))
  const until = fromMs + options.durationMs
  const faults: CrashFault[] = []
  let at = fromMs + exponential(rng, meanUpMs)
  while (at + minDownMs < until) {
    const durationMs = Math.min(until - at, Math.max(minDownMs, exponential(rng, meanDownMs)))
    faults.push({ kind: 'crash', at, durationMs, nodes: [node] })
    at += durationMs + exponential(rng, meanUpMs)
  }
  return faults
}

/** Whole ms, at least 1. */
function exponential(rng: Rng, mean: number): number {
  return Math.max(1, Math.round(-mean * ln((rng.next() + 0.5) / 0x100000000)))
}

/** One stay of a node in a measured trace. */
export interface Session {
  readonly node: number
  readonly joinMs: number
  /** When it went; without it, it was there to the end. */
  readonly leaveMs?: number
}

/**
 * The crashes that make nodes come and go as they did in a trace. A node is away before its first session and between
 * any two; a node without a session is not touched.
 * @throws RangeError that names the session and the field
 */
export function churnFromTrace(sessions: readonly Session[]): CrashFault[] {
  const byNode = new Map<number, Session[]>()
  for (const [i, session] of sessions.entries()) {
    whole(session.node, 0, `sessions[${i}].node`)
    atLeast(session.joinMs, 0, `sessions[${i}].joinMs`)
    atLeast(session.leaveMs ?? session.joinMs, session.joinMs, `sessions[${i}].leaveMs`)
    byNode.set(session.node, [...(byNode.get(session.node) ?? []), session])
  }
  const faults = [...byNode.values()].flatMap(absences)
  return faults.sort((a, b) => a.at - b.at || (a.nodes[0] as number) - (b.nodes[0] as number))
}

/** The gaps of one node's sessions. */
function absences(sessions: readonly Session[]): CrashFault[] {
  const inOrder = [...sessions].sort((a, b) => a.joinMs - b.joinMs)
  const faults: CrashFault[] = []
  let goneAt = 0
  for (const { node, joinMs, leaveMs = Number.POSITIVE_INFINITY } of inOrder) {
    if (joinMs < goneAt) throw new RangeError(`sessions: those of node ${node} overlap at ${joinMs} ms`)
    if (joinMs > goneAt) faults.push({ kind: 'crash', at: goneAt, durationMs: joinMs - goneAt, nodes: [node] })
    goneAt = leaveMs
  }
  const { node } = inOrder[0] as Session
  return goneAt === Number.POSITIVE_INFINITY ? faults : [...faults, { kind: 'crash', at: goneAt, nodes: [node] }]
}
