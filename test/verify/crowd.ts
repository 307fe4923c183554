import { type BlockedCrowdPlan, type BlockedCrowdResult, runBlockedCrowd } from '../crowd/blocked-crowd.ts'
import { isCompiled, runApart } from '../support/run-apart.ts'
import type { Check, Report } from './check.ts'

const PLANS: Readonly<Record<'small' | 'full', BlockedCrowdPlan>> = {
  small: { nodes: 24, seconds: 6, blocks: 1, blockMs: 1200, deathLimitMs: 40_000 },
  full: { nodes: 200, seconds: 60, blocks: 2, blockMs: 2000, deathLimitMs: 90_000 },
}

/** Nobody dies of a busy event loop. */
export const crowdCheck: Check = {
  name: 'crowd',
  title: 'real nodes that share one event loop, which is blocked for seconds, never take each other for dead',
  async run(size, report, signal) {
    const plan = PLANS[size]
    const progress = (text: string): void => report.progress(text)
    const apart = size === 'full' && isCompiled()
    const result = apart
      ? await runApart<BlockedCrowdResult>('test/crowd/crowd-process.js', plan, { progress, signal })
      : await runBlockedCrowd(plan, progress)
    tell(report, plan, result)
  },
}

function tell(report: Report, plan: BlockedCrowdPlan, result: BlockedCrowdResult): void {
  report.figure('nodes', plan.nodes)
  report.figure('time', result.seconds, 's')
  report.figure('blocks of the event loop', `${result.pauses} of ${plan.blockMs}`, 'ms')
  report.figure('longest pause of the event loop', result.longestPauseMs, 'ms')
  report.figure('false deaths', result.falseDeaths.length)
  report.figure('suspicions', result.suspicions)
  report.figure('refutations', result.refutations)
  report.figure('worst health score', result.worstHealth)
  report.figure('packets sent, each node', result.packetsPerSecond, '/s')
  report.figure('bytes sent, each node', result.bytesPerSecond, '/s')
  report.figure('streams', result.streams)
  report.figure('dropped input', result.dropped)
  report.figure('CPU', result.cpuPercent, '% of a core')
  report.figure('a real death seen by all after', (result.deathSeenAfterMs ?? Number.NaN) / 1000, 's')
  for (const death of result.falseDeaths.slice(0, 20)) report.expect(false, `a false death: ${death}`)
  for (const text of result.notAlive.slice(0, 20)) report.expect(false, `at the end ${text}`)
  report.expect(result.longestPauseMs >= plan.blockMs * 0.9, 'the event loop was not blocked')
  report.expect(result.packetsPerSecond > 0.5, 'hardly a packet was sent')
  report.expect(result.dropped === 0, `${result.dropped} inputs of our own nodes were dropped`)
  report.expect(result.deathSeenAfterMs !== undefined, `a real death was not seen within ${plan.deathLimitMs} ms`)
}
