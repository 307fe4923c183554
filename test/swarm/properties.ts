import type { Invariant, Simulation } from '../../src/sim/index.ts'
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

/** @returns who still has broadcasts to send, if anybody */
export function leftInQueues(sim: Simulation): string | undefined {
  const up = sim.nodes.filter((node) => node.state === 'up')
  const full = up.find((node) => up.length > 1 && (node.layer as SimStack).swim.queuedBroadcasts > 0)
  if (full === undefined) return undefined
  const { swim } = full.layer as SimStack
  return `${swim.node} still has ${swim.queuedBroadcasts} broadcasts to send in peace`
}

/** While a member is live in somebody's table, its incarnation there only grows; and so does everybody's own. */
export function incarnationsNeverFall(): Invariant<Simulation> {
  const known = new Map<string, number>()
  const check = (sim: Simulation): string | undefined => {
    for (const node of sim.nodes) {
      if (node.state !== 'up') continue
      const { swim } = node.layer as SimStack
      for (const member of swim.members()) {
        const key = `${node.index}/${node.processes}/${member.node}`
        const before = known.get(key)
        if (before !== undefined && member.incarnation < before) {
          return `${swim.node} held ${member.node} at incarnation ${before}, now at ${member.incarnation}`
        }
        if (member.state === 'alive' || member.state === 'suspect') known.set(key, member.incarnation)
        else known.delete(key) // it may be forgotten and begin anew
      }
    }
    return undefined
  }
  return { name: 'incarnations never fall', check, everyMs: 500 }
}
