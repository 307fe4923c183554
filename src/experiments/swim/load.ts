import { PLAIN_SWIM, type SwimOptions } from '../../membership/swim/options.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'

/** The paper's SWIM: news rides on probes only, and there are no full exchanges. */
export const PAPER_SWIM: Partial<SwimOptions> = { ...PLAIN_SWIM, gossipNodes: 0, pushPullIntervalMs: 0 }

/** Messages that a member sends in a period. */
export function loadOf(
  seed: number,
  members: number,
  periods: number,
  loss = 0,
  swim: Partial<SwimOptions> = {},
): number {
  const options = { ...PAPER_SWIM, ...swim }
  const cluster = new SwimCluster({ seed, size: members, swim: options, network: { loss } })
  cluster.sim.run(SETTLE_MS)
  const before = cluster.messages
  cluster.sim.run(periods * PERIOD_MS)
  return (cluster.messages - before) / members / periods
}

/** The share of periods in which a member sends fewer than 5 messages: its own ping, and an ack for each it gets. */
export function shareBelowFive(seed: number, members: number, periods: number): number {
  const cluster = new SwimCluster({ seed, size: members, swim: PAPER_SWIM })
  const sent = new Int32Array(members)
  cluster.onEvent((_node, event) => {
    if (event.type === 'probed') sent[indexOf(event.member)] = (sent[indexOf(event.member)] as number) + 1
  })
  cluster.sim.run(SETTLE_MS)
  let below = 0
  for (let period = 0; period < periods; period++) {
    sent.fill(1)
    cluster.sim.run(PERIOD_MS)
    below += sent.filter((count) => count < 5).length
  }
  return below / (members * periods)
}

/**
 * What a period costs with `helpers` helpers when each datagram is lost with probability `loss`: a ping and perhaps an
 * ack; and if either was lost, for each helper the request, its ping, the ack and the ack that it passes on, as far as
 * they get.
 */
export function expectedLoad(helpers: number, loss: number): number {
  const passed = 1 - loss
  const failed = 1 - passed * passed
  return 1 + passed + failed * helpers * (1 + passed + passed * passed + passed * passed * passed)
}

/** The slope of the least-squares line through the points. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) * (x - meanX), 0)
}

const SETTLE_MS = 2500
const PERIOD_MS = 1000
