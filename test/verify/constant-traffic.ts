import { Simulation } from '../../src/sim/index.ts'
import { simWire } from '../../src/codec/index.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import type { Check, Report } from './check.ts'

const SIZES = { small: [8, 32], full: [8, 64, 256] }
const SETTLE_LIMIT_MS = 120_000
/** After everybody sees everybody, until the news of it has been sent as often as it will be. */
const CALM_MS = 30_000
const MEASURED_MS = 60_000
/** A ping and an ack for the probe that it makes, the same for the one it answers: two sent a second in the lan profile. */
const MOST_PER_SECOND = 2.2

/** What a node sends in peace must not grow with the cluster. */
export const constantTrafficCheck: Check = {
  name: 'constant-traffic',
  title: 'in peace a node sends about two packets per second, however large the cluster',
  smallLimitMs: 60_000,
  async run(size, report) {
    for (const nodes of SIZES[size]) {
      report.progress(`${nodes} nodes`)
      const perSecond = packetsPerNodeAndSecond(nodes, report)
      report.figure(`packets sent per node and second, ${nodes} nodes`, perSecond)
      report.expect(perSecond > 0.5, `${nodes} nodes are silent`)
      report.expect(perSecond <= MOST_PER_SECOND, `${nodes} nodes send ${perSecond.toFixed(2)} packets/s each`)
      await new Promise((resolve) => setImmediate(resolve)) // lets an interrupt through
    }
  },
}

function packetsPerNodeAndSecond(nodes: number, report: Report): number {
  const { sizeOf, packetBudget } = simWire(nodes)
  const network = { latency: { kind: 'uniform', minMs: 0.2, maxMs: 2 } } as const
  const sim = new Simulation({ seed: nodes, network, sizeOf, packetBudget })
  const make = nodeMaker()
  for (let i = 0; i < nodes; i++) sim.addNode(make)
  const isWhole = (): boolean => sim.nodes.every((node) => (node.layer as SimStack).swim.liveCount === nodes)
  const becameWhole = sim.runUntil(isWhole, SETTLE_LIMIT_MS, 250)
  report.expect(becameWhole, `${nodes} nodes did not all see each other within ${SETTLE_LIMIT_MS} ms`)
  sim.run(CALM_MS)
  const before = sim.counters.datagramsSent
  sim.run(MEASURED_MS)
  return (sim.counters.datagramsSent - before) / nodes / (MEASURED_MS / 1000)
}
