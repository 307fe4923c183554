import { describeSummary } from '../../bench/statistics.ts'
import { measureClusters } from '../../bench/measure-cluster.ts'
import { runShortRestarts } from '../crowd/short-restarts.ts'
import { findPeer, missingPeer } from '../support/peers.ts'
import type { Check, CheckSize, Report } from './check.ts'

const PLANS = {
  small: { nodes: 3, kills: 1, freezes: 0, events: 0, joins: 1, idleSeconds: 1 },
  full: { nodes: 5, kills: 20, freezes: 20, events: 0, joins: 1, idleSeconds: 1 },
}
const RESTARTS = { small: 10, full: 1000 }
const AWAY_MS = 100
const KILLED_LIMIT = 0.35
const FROZEN_LIMIT = 1.0

/** Refusals shorten detection beside Serf, and condemn nobody who comes back. The small form judges no time. */
export const evidenceCheck: Check = {
  name: 'evidence',
  title:
    'a killed process on a living host is found in a third of Serf’s time, a frozen one as quickly; short restarts are no deaths',
  smallLimitMs: 90_000,
  async run(size, report, signal) {
    const serf = findPeer('serf')
    if (serf === undefined) report.skip(missingPeer('serf'))
    else await besideSerf(size, serf, report)
    await shortRestarts(size, report, signal)
  },
}

async function besideSerf(size: CheckSize, serf: string, report: Report): Promise<void> {
  const progress = (text: string): void => report.progress(text)
  const { serf: theirs, hearsay: ours } = await measureClusters({ ...PLANS[size], serf, progress })
  report.note(`killed: serf ${describeSummary(theirs.detection)}, hearsay ${describeSummary(ours.detection)}`)
  const killed = ours.detection.median / theirs.detection.median
  report.figure('detection of the killed, median, hearsay/serf', killed, `(at most ${KILLED_LIMIT})`)
  report.expect(ours.detection.max > 0, 'nothing was detected')
  if (size === 'small') return
  report.note(`frozen: serf ${describeSummary(theirs.frozen)}, hearsay ${describeSummary(ours.frozen)}`)
  const frozen = ours.frozen.median / theirs.frozen.median
  report.figure('detection of the frozen, median, hearsay/serf', frozen, `(at most ${FROZEN_LIMIT})`)
  report.expect(killed <= KILLED_LIMIT, `killed: ratio ${killed.toFixed(2)} > ${KILLED_LIMIT}`)
  report.expect(frozen <= FROZEN_LIMIT, `frozen: ratio ${frozen.toFixed(2)} > ${FROZEN_LIMIT}`)
}

async function shortRestarts(size: CheckSize, report: Report, signal: AbortSignal): Promise<void> {
  const progress = (text: string): void => report.progress(text)
  const figures = await runShortRestarts({ nodes: 5, restarts: RESTARTS[size], awayMs: AWAY_MS, progress, signal })
  report.figure('restarts that refuse for 100 ms', figures.restarts)
  report.figure('verdicts of death', figures.fails)
  report.figure('suspicions', figures.suspicions)
  report.figure('refutations', figures.refutations)
  report.expect(figures.fails === 0, `${figures.fails} verdicts of death`)
}
