import { type LossyChurnPlan, type LossyChurnResult, runLossyChurn } from '../broadcasts/lossy-churn.ts'
import { isCompiled, runApart } from '../support/run-apart.ts'
import type { Check, Report } from './check.ts'

const PLANS: Readonly<Record<'small' | 'full', LossyChurnPlan>> = {
  small: { nodes: 10, churning: 4, churnMs: 500, seconds: 5, rate: 10, loss: 0.2, seed: 1 },
  full: { nodes: 30, churning: 10, churnMs: 500, seconds: 60, rate: 20, loss: 0.2, seed: 1 },
}

/** What live authors publish reaches all who stay, whatever is lost and whoever goes. */
export const broadcastChurnCheck: Check = {
  name: 'broadcast-churn',
  title: 'real nodes of which some come and go lose a fifth of all packets, and nothing that was published',
  smallLimitMs: 120_000,
  async run(size, report, signal) {
    const plan = PLANS[size]
    const progress = (text: string): void => report.progress(text)
    const apart = size === 'full' && isCompiled()
    const result = apart
      ? await runApart<LossyChurnResult>('test/broadcasts/lossy-churn-process.js', plan, { progress, signal })
      : await runLossyChurn(plan, progress, signal)
    tell(report, plan, result)
  },
}

function tell(report: Report, plan: LossyChurnPlan, result: LossyChurnResult): void {
  report.figure('nodes', `${plan.nodes}, ${plan.churning} of which come and go`)
  report.figure('nodes started', result.starts)
  report.figure('nodes ended without a word', result.ends)
  report.figure('packets lost on purpose', result.lostPackets)
  report.figure('messages published', result.published, 'and heard')
  report.figure('messages of authors that ended within 2 s', result.lastWords)
  report.figure('deliveries', result.deliveries)
  report.figure('missing', result.missing)
  report.figure('delivered twice', result.twice)
  report.figure('gaps told', result.gaps)
  report.figure('of them by repair', result.repaired)
  report.figure('copies received', result.copies, 'for each delivery')
  report.figure('bytes sent in all', result.bytesPerDelivery, 'for each delivery')
  report.figure('time to delivery: half', result.p50Ms, 'ms')
  report.figure('99 of 100', result.p99Ms, 'ms')
  report.figure('all', result.longestMs, 'ms')
  report.expect(result.published > plan.seconds, 'hardly anything was published')
  report.expect(result.lostPackets > 100, 'hardly a packet was lost')
  report.expect(result.ends >= plan.seconds / 2, 'hardly a node ended')
  report.expect(result.missing === 0, `${result.missing} deliveries did not happen`)
  report.expect(result.twice === 0, `${result.twice} messages were delivered twice`)
  report.expect(result.gaps === 0, `${result.gaps} gaps were told`)
}
