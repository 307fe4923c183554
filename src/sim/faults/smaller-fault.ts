import type { Fault, Repetition } from './fault.ts'

/** A fault with another duration; undefined if it has none, or if it stays the same. */
export function withDuration(fault: Fault, change: (ms: number) => number): Fault | undefined {
  if (!('durationMs' in fault) || fault.durationMs === undefined) return undefined
  const durationMs = change(fault.durationMs)
  return durationMs === fault.durationMs ? undefined : { ...fault, durationMs }
}

/**
 * The fault as it would be if it waited for nothing, came only once, fewer times or on time: the simplest first.
 * @returns none if it is as simple as can be
 */
export function simplerFaults(fault: Fault): Fault[] {
  const { when, ...atOnce } = fault
  const { every, ...once } = fault
  const simpler = when === undefined ? [] : [atOnce]
  return every === undefined ? simpler : [...simpler, once, ...rarer(every).map((less) => ({ ...fault, every: less }))]
}

/** Far more than a fault needs that comes often. */
const MOST_TIMES = 1024

function rarer(every: Repetition): Repetition[] {
  const repetitions: Repetition[] = []
  for (let times = 2; times < (every.times ?? MOST_TIMES); times *= 2) repetitions.push({ ...every, times })
  const { jitterMs, ...onTime } = every
  return jitterMs === undefined ? repetitions : [...repetitions, onTime]
}

/** A fault in a cluster that has only the nodes below `count`; undefined if nothing is left of it. */
export function withoutNodesFrom(fault: Fault, count: number): Fault | undefined {
  const isThere = (node: number): boolean => node < count
  if ('groups' in fault) {
    const groups = [fault.groups[0].filter(isThere), fault.groups[1].filter(isThere)] as const
    return groups.some((group) => group.length === 0) ? undefined : { ...fault, groups }
  }
  if ('nodes' in fault) {
    const nodes = fault.nodes?.filter(isThere)
    if (nodes === undefined) return fault
    return nodes.length === 0 ? undefined : { ...fault, nodes }
  }
  return 'from' in fault || 'to' in fault ? withoutEnds(fault, isThere) : fault
}

type LinkFault = Extract<Fault, { from?: readonly number[]; to?: readonly number[] }>

/** A list that becomes empty would mean nobody, one that is missing means everybody. */
function withoutEnds(fault: LinkFault, isThere: (node: number) => boolean): Fault | undefined {
  const from = fault.from?.filter(isThere)
  const to = fault.to?.filter(isThere)
  if (from?.length === 0 || to?.length === 0) return undefined
  return { ...fault, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}
