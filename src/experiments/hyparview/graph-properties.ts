import { deriveSeed } from '../../base/rng.ts'
import type { Measurement, RunContext } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'
import { bothWays, clustering, inDegrees, meanPath, oneSidedLinks } from '../overlay/graph.ts'
import { deviation } from '../overlay/moments.ts'
import { continued, MESSAGE_MS, type Protocol } from './runs.ts'
import type { Settled } from './setup.ts'

/** Nodes from which shortest paths are looked for. */
const PATH_SOURCES = 100
const MESSAGES = 20
const FANOUTS = [4, 5, 6] as const

/** Table 1, figure 5 and figure 1: settled overlays as graphs, and messages while nobody fails. */
export async function measureSettled(settled: Settled, context: RunContext): Promise<Record<string, Measurement>> {
  const measured: Record<string, Measurement> = {}
  for (const protocol of ['hyparview', 'cyclon'] as const) {
    await breathe(context.signal)
    Object.assign(measured, graphOf(protocol, settled, context.seed))
  }
  for (const fanout of FANOUTS) {
    await breathe(context.signal)
    Object.assign(measured, messagesOf('cyclon', settled, context.seed, fanout))
  }
  return { ...measured, ...messagesOf('hyparview', settled, context.seed) }
}

function graphOf(protocol: Protocol, settled: Settled, seed: number): Record<string, Measurement> {
  const run = continued(protocol, settled, { seed: deriveSeed(seed, 6), cycles: false })
  const { links } = run
  const both = bothWays(links)
  const random = (): number => run.sim.workload.next()
  const degrees = inDegrees(links)
  return {
    [`${protocol}: clustering`]: { value: clustering(both) },
    [`${protocol}: path, either way`]: { value: meanPath(both, PATH_SOURCES, random), n: PATH_SOURCES },
    [`${protocol}: path along links`]: { value: meanPath(links, PATH_SOURCES, random), n: PATH_SOURCES },
    [`${protocol}: in-degree, s.d.`]: { value: deviation(degrees) },
    [`${protocol}: nodes with in-degree 5`]: {
      value: (100 * degrees.filter((degree) => degree === 5).length) / degrees.length,
    },
    [`${protocol}: one-sided links`]: { value: oneSidedLinks(links).length },
  }
}

function messagesOf(protocol: Protocol, settled: Settled, seed: number, fanout = 4): Record<string, Measurement> {
  const run = continued(protocol, settled, { seed: deriveSeed(seed, 7, fanout), cycles: false, fanout })
  const deliveries = Array.from({ length: MESSAGES }, () => run.broadcast(MESSAGE_MS))
  return {
    [`${protocol}: reliability, fan-out ${fanout}`]: meanOf(deliveries.map((delivery) => run.reliability(delivery))),
    [`${protocol}: last hop, fan-out ${fanout}`]: meanOf(deliveries.map(({ lastHop }) => lastHop)),
  }
}
