import type { MemberGoneEvent, MemberView } from '../../src/core/ports.ts'
import type { Invariant, Simulation, SimNode } from '../../src/sim/index.ts'
import { nodeName, type SimStack } from '../../src/experiments/cluster/full-node.ts'

/** After the faults everybody sees exactly the live nodes alive. */
export const AGREEMENT = { name: 'live nodes agree', kind: 'eventually' } as const
/** In peace nobody has anything left to say. */
export const SILENCE = { name: 'queues drain', kind: 'eventually' } as const

/** @returns what two nodes see differently from what is, if anything */
export function disagreement(sim: Simulation): string | undefined {
  const up = sim.nodes.filter((node) => node.state === 'up')
  const living = new Set(up.map((node) => nodeName(node.index)))
  for (const node of up) {
    const { swim } = node.layer as SimStack
    const seen = [...swim.members()].filter((member) => member.state === 'alive').map((member) => member.node)
    const missing = [...living].filter((name) => !seen.includes(name))
    const surplus = seen.filter((name) => !living.has(name))
    if (missing.length > 0) return `${swim.node} does not see ${missing.join(', ')} alive (${living.size} live)`
    if (surplus.length > 0) return `${swim.node} sees ${surplus.join(', ')} alive, which are not`
  }
  return undefined
}

/**
 * Who has had something to say ever since. Where packets get lost, and settings are extreme, a probe makes news every
 * other moment, so hardly ever does nobody have any; but everybody comes to an end with it again and again.
 */
export class Talkers {
  readonly #sim: Simulation
  readonly #never: Set<SimNode>

  constructor(sim: Simulation) {
    this.#sim = sim
    this.#never = new Set(sim.nodes)
  }

  /** Looks who has nothing to say now. @returns who was never seen silent while it was up, if anybody */
  look(): string | undefined {
    const up = this.#sim.nodes.filter((node) => node.state === 'up')
    for (const node of this.#never) {
      const isSilent = node.state !== 'up' || up.length === 1 || queuedAt(node) === 0
      if (isSilent) this.#never.delete(node)
    }
    const [first] = this.#never
    if (first === undefined) return undefined
    return `${nodeName(first.index)} has had broadcasts to send ever since, ${queuedAt(first)} now, in peace`
  }
}

function queuedAt(node: SimNode): number {
  return (node.layer as SimStack).swim.queuedBroadcasts
}

/**
 * While a member is live in somebody's table, its incarnation there only grows; and so does everybody's own. A member
 * that is gone may be forgotten and begin anew.
 */
export function incarnationsNeverFall(sim: Simulation): Invariant<Simulation> {
  const known = new Map<string, number>()
  let fall: string | undefined
  const see = (node: SimNode, { node: name, incarnation, state }: MemberView): void => {
    const key = `${node.index}/${node.processes}/${name}`
    const before = known.get(key) ?? 0
    if (incarnation < before) {
      fall ??= `${nodeName(node.index)} held ${name} at incarnation ${before}, now at ${incarnation}`
    }
    if (state === 'alive' || state === 'suspect') known.set(key, incarnation)
    else known.delete(key)
  }
  sim.onEvent((node, event) => {
    if (event.type === 'member-gone') see(node, (event as MemberGoneEvent).member)
  })
  const check = (): string | undefined => {
    for (const node of sim.nodes) {
      if (node.state !== 'up') continue
      for (const member of (node.layer as SimStack).swim.members()) see(node, member)
    }
    return fall
  }
  return { name: 'incarnations never fall', check, everyMs: 500 }
}
