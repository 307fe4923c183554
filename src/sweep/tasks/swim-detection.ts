import { unit } from '../../base/rng.ts'
import type { MembershipEvent } from '../../core/ports.ts'
import { nodeName } from '../../membership/serf/node-stack.ts'
import type { Simulation } from '../../sim/index.ts'
import { formCluster, msBetween } from './cluster.ts'
import { CLUSTER_PARAMETERS, type ClusterParameter, clusterOptions } from './shared-parameters.ts'
import type { ParameterSpec, Results, SweepTask } from './task.ts'
import { countTraffic } from './traffic.ts'

type Name = ClusterParameter | 'silent' | 'restMs' | 'watchMs'

const PARAMETERS: Readonly<Record<Name, ParameterSpec>> = {
  ...CLUSTER_PARAMETERS,
  silent: { default: 0, least: 0, most: 1, whole: true, about: '1: the host is gone too, so that nobody is refused' },
  restMs: { default: 5000, least: 0, most: 3_600_000, about: 'peace before the death' },
  watchMs: { default: 20_000, least: 1, most: 3_600_000, about: 'how long is measured from the death on' },
}

/** One of n nodes dies: who notices when, who else is blamed, and what it costs. */
export const swimDetectionTask: SweepTask<Name> = {
  name: 'swim-detection',
  about: 'SWIM and Serf in a simulated cluster: one node dies; when it is found, who is blamed wrongly, the traffic',
  parameters: PARAMETERS,
  results: {
    firstMs: 'from the death to the first verdict',
    fullMs: 'from the death to the verdict of the last survivor',
    detectedBy: 'survivors that found it',
    falsePositives: 'verdicts on the living',
    messagesPerNodeSecond: 'datagrams sent and streams opened',
    bytesPerNodeSecond: 'without IP and UDP headers',
  },
  run,
}

function run(parameters: Readonly<Record<Name, number>>, seed: number): Results {
  const options = clusterOptions(parameters, seed)
  const { restMs, watchMs, silent, probeIntervalMs } = parameters
  const sim = formCluster(options, restMs)
  // at any moment of a probe interval, since probes of nodes that started together are in step
  sim.run(unit(() => sim.workload.next()) * probeIntervalMs)
  const victim = sim.nodes.length - 1
  const verdicts = watchVerdicts(sim, nodeName(victim))
  if (silent === 1) sim.nodes[victim]?.pause()
  else sim.nodes[victim]?.crash()
  const traffic = countTraffic(sim)
  sim.run(watchMs)
  const survivors = options.nodes - 1
  const { ms, messages, bytes } = traffic()
  const nodeSeconds = (survivors * ms) / 1000
  return {
    firstMs: verdicts.right[0] ?? null,
    fullMs: verdicts.right[survivors - 1] ?? null,
    detectedBy: verdicts.right.length,
    falsePositives: verdicts.wrong,
    messagesPerNodeSecond: messages / nodeSeconds,
    bytesPerNodeSecond: bytes / nodeSeconds,
  }
}

interface Verdicts {
  /** When each survivor found the dead, ms from now; each counts once. */
  readonly right: number[]
  wrong: number
}

function watchVerdicts(sim: Simulation, dead: string): Verdicts {
  const verdicts: Verdicts = { right: [], wrong: 0 }
  const finders = new Set<number>()
  const since = sim.now
  sim.onEvent((node, event) => {
    const fact = event as MembershipEvent
    if (fact.type !== 'member-gone' || fact.member.state !== 'dead') return
    if (fact.member.node !== dead) verdicts.wrong++
    else if (!finders.has(node.index)) {
      finders.add(node.index)
      verdicts.right.push(msBetween(since, sim.now))
    }
  })
  return verdicts
}
