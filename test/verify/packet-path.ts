import { measureFlood } from '../../bench/measure-flood.ts'
import { measurePacketPath } from '../../bench/measure-packet-path.ts'
import { summarize } from '../../bench/statistics.ts'
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
const ECHO_LIMIT = 1.5
const SERF_LIMIT = 0.25
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
  const figures = await measurePacketPath({ ...PLANS[size], serf, progress: (text) => report.progress(text) })
  const medians = { echo: 0, hearsay: 0, serf: 0 }
  for (const kind of ['echo', 'hearsay', 'serf'] as const) {
    medians[kind] = summarize(figures[kind]).median
    report.figure(`CPU per ping, ${kind}`, medians[kind], 'µs')
  }
  const ratios = { echo: medians.hearsay / medians.echo, serf: medians.hearsay / medians.serf }
  report.figure('hearsay / bare echo', ratios.echo, `(at most ${ECHO_LIMIT})`)
  report.figure('hearsay / Serf', ratios.serf, `(at most ${SERF_LIMIT})`)
  if (size === 'small')
    return report.expect(medians.hearsay > 0, 'answers cost no CPU: was it the agent that gave them?')
  report.expect(ratios.echo <= ECHO_LIMIT, `a ping costs ${ratios.echo.toFixed(2)} echoes`)
  report.expect(ratios.serf <= SERF_LIMIT, `a ping costs ${ratios.serf.toFixed(2)} of Serf's`)
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
