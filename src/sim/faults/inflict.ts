import type { MakeLayer, SimNode } from '../engine/sim-node.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Undo } from '../network/network.ts'
import { ringRule } from '../network/rule.ts'
import type { ClockFault, CpuFault, Fault, FlappingFault, HoldFault } from './fault.ts'
import { swizzle } from './swizzle.ts'

/** Does what a fault says. @returns what ends it */
export function inflict(sim: Simulation, fault: Fault, make: MakeLayer): Undo {
  switch (fault.kind) {
    case 'crash':
      return crash(nodesOf(sim, fault.nodes), make)
    case 'pause':
      return pause(nodesOf(sim, fault.nodes))
    case 'restart':
      for (const node of nodesOf(sim, fault.nodes)) if (node.state === 'crashed') node.restart(make)
      return nothing
    case 'resume':
      for (const node of nodesOf(sim, fault.nodes)) node.resume()
      return nothing
    case 'heal':
      sim.network.heal()
      return nothing
    case 'partition':
      return sim.network.partition(fault.groups[0], fault.groups[1])
    case 'cut':
      return sim.network.cut(fault.from, fault.to)
    case 'loss':
      return sim.network.addLoss(fault.probability, fault.from, fault.to)
    case 'latency':
      return sim.network.addLatency(fault.latencyMs, fault.from, fault.to)
    case 'corruption':
      return sim.network.addCorruption(fault.probability, fault.from, fault.to)
    case 'flapping':
      return flap(sim, fault)
    case 'swizzle':
      return swizzle(sim, fault)
    case 'ring':
      return sim.network.addRule(ringRule(fault.nodes, fault.reach))
    default:
      return together(nodesOf(sim, fault.nodes).map((node) => impair(node, fault)))
  }
}

/** What befalls a machine rather than its network. */
function impair(node: SimNode, fault: HoldFault | CpuFault | ClockFault): Undo {
  if (fault.kind === 'hold') return node.holdMail()
  if (fault.kind === 'cpu') return node.limitCpu(fault.share)
  if (fault.jumpMs !== undefined) node.jumpClock(fault.jumpMs)
  return fault.driftPpm === undefined ? nothing : node.driftClock(fault.driftPpm)
}

/** Cuts and opens by turns until it is undone, or the network heals. */
function flap(sim: Simulation, { groups, cutMs, openMs }: FlappingFault): Undo {
  const { heals } = sim.network
  let isUndone = false
  let open = nothing
  const isOver = (): boolean => isUndone || sim.network.heals !== heals
  const cut = (): void => {
    if (isOver()) return
    open = sim.network.partition(groups[0], groups[1])
    sim.at(sim.now + cutMs, () => {
      open()
      if (!isOver()) sim.at(sim.now + openMs, cut)
    })
  }
  cut()
  return () => {
    isUndone = true
    open()
  }
}

function together(undos: readonly Undo[]): Undo {
  return () => {
    for (const undo of undos) undo()
  }
}

function crash(nodes: readonly SimNode[], make: MakeLayer): Undo {
  const ended = nodes.filter((node) => node.state !== 'crashed').map((node) => ({ node, processes: node.processes }))
  for (const { node } of ended) node.crash()
  return () => {
    for (const { node, processes } of ended) {
      if (node.state === 'crashed' && node.processes === processes) node.restart(make)
    }
  }
}

function pause(nodes: readonly SimNode[]): Undo {
  const stopped = nodes.filter((node) => node.state === 'up')
  for (const node of stopped) node.pause()
  const counts = stopped.map((node) => node.pauses)
  return () => {
    for (const [i, node] of stopped.entries()) if (node.pauses === counts[i]) node.resume()
  }
}

function nodesOf(sim: Simulation, indexes: readonly number[]): SimNode[] {
  return indexes.map((index) => sim.nodes[index]).filter((node) => node !== undefined)
}

function nothing(): void {}
