import { measureFlood } from '../../bench/measure-flood.ts'
import { measurePacketPath } from '../../bench/measure-packet-path.ts'
import { compareCosts } from '../../bench/packet-costs.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import type { Check, CheckSize, Report } from './check.ts'

const PLANS = {
  small: { rounds: 1, seconds: 1, rate: 3000 },
  full: { rounds: 5, seconds: 4, rate: 15_000 },
}
const FLOODS = {
  small: { nodes: 3, seconds: 2, rate: 3000 },
  full: { nodes: 5, seconds: 20, rate: 33_000 },
}
/** Of hearsay's cost, in that of the other. */
const RATIO_LIMITS = { echo: 1.5, serf: 0.25 }
const LEAST_ABSORBED = 30_000

/** The benchmarks `packet-path` and `flood` with their limits; the small form judges no time. */
export const packetPathCheck: Check = {
  name: 'packet-path',
  title: 'answering a ping costs little more than an echo; 30,000 packets/s cause no false suspicion',
  smallLimitMs: 90_000,
  async run(size, report) {
    const serf = findPeer('serf')
    if (serf === undefined) report.skip(missingPeer('serf'))
    else await checkCost(size, serf, report)
    await checkFlood(size, report)
  },
}

async function checkCost(size: CheckSize, serf: string, report: Report): Promise<void> {
  const all = await measurePacketPath({ ...PLANS[size], serf, progress: (text) => report.progress(text) })
  for (const costs of all) {
    const { beside, rate } = costs
    const { hearsay, other, ratio } = compareCosts(costs)
    const limit = RATIO_LIMITS[beside]
    report.figure(`CPU per ping at ${rate}/s, ${beside}`, other.median, 'µs')
    report.figure(`CPU per ping at ${rate}/s, hearsay`, hearsay.median, 'µs')
    report.figure(`hearsay / ${beside}`, ratio, `(at most ${limit})`)
    report.expect(hearsay.median > 0, 'answers cost no CPU: was it the agent that gave them?')
    if (size === 'full') report.expect(ratio <= limit, `a ping costs ${ratio.toFixed(2)} of what it costs ${beside}`)
  }
}

async function checkFlood(size: CheckSize, report: Report): Promise<void> {
  report.progress('flood')
  const flood = await measureFlood(FLOODS[size])
  report.figure('absorbed by one agent', flood.receivedPerSecond, 'packets/s')
  report.figure('answered', 100 * flood.answeredShare, '%')
  report.figure('suspicions in its cluster meanwhile', flood.suspicions)
  report.expect(flood.notAlive === 0, `${flood.notAlive} views have a member that is not alive`)
  if (size === 'small') return report.expect(flood.receivedPerSecond > 0, 'nothing was received')
  report.expect(flood.suspicions === 0, `${flood.suspicions} suspicions during the flood`)
  report.expect(flood.receivedPerSecond >= LEAST_ABSORBED, `only ${flood.receivedPerSecond.toFixed(0)} packets/s`)
}
