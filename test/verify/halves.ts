import { runSplitCrowd, type SplitPlan, type SplitResult } from '../crowd/split-crowd.ts'
import { isCompiled, runApart } from '../support/run-apart.ts'
import type { Check, Report } from './check.ts'

interface Variant {
  /** What brings the halves together. */
  readonly by: string
  readonly plan: SplitPlan
}

const FULL: SplitPlan = { nodes: 40, settings: { profile: 'lan' }, cutMs: 30_000, healLimitMs: 180_000 }
const BY_RECONNECTION = 'reconnection'

/** Gossip goes to the dead for a while; once that is over, what is left is that each node tries the failed again. */
const VARIANTS: Readonly<Record<'small' | 'full', readonly Variant[]>> = {
  small: [
    {
      by: BY_RECONNECTION,
      plan: {
        nodes: 12,
        settings: {
          swim: {
            probeIntervalMs: 100,
            probeTimeoutMs: 50,
            gossipIntervalMs: 20,
            gossipToTheDeadMs: 1,
            pushPullIntervalMs: 5000, // what gossip missed on one side waits for an exchange
            streamTimeoutMs: 500,
          },
          serf: { reconnectIntervalMs: 500 },
        },
        cutMs: 5000,
        healLimitMs: 30_000,
      },
    },
  ],
  full: [
    { by: 'default settings', plan: FULL },
    { by: BY_RECONNECTION, plan: { ...FULL, settings: { profile: 'lan', swim: { gossipToTheDeadMs: 1 } } } },
  ],
}

/** Fewer views than this share, and the cut was none. */
const LEAST_FAILED = 0.9

/** A healed network heals the cluster. */
export const halvesCheck: Check = {
  name: 'halves',
  title: 'a cluster that was cut in two becomes one by itself, though every seed is dead',
  async run(size, report, signal) {
    const progress = (text: string): void => report.progress(text)
    for (const { by, plan } of VARIANTS[size]) {
      const apart = size === 'full' && isCompiled()
      const result = apart
        ? await runApart<SplitResult>('test/crowd/split-process.js', plan, { progress, signal })
        : await runSplitCrowd(plan, progress)
      tell(report, by, plan, result)
    }
  },
}

function tell(report: Report, by: string, plan: SplitPlan, result: SplitResult): void {
  const figure = (name: string, value: number | string, unit: string): void =>
    report.figure(`${by}: ${name}`, value, unit)
  figure('nodes', plan.nodes, '')
  figure('dead seeds found failed by all after', result.seedsFailedAfterMs / 1000, 's')
  figure('cut for', plan.cutMs / 1000, 's')
  figure('each half saw all of the other failed after', seconds(result.apartAfterMs), 's')
  figure('views of the other half that were "failed" when the cut ended', result.failedViews, `of ${result.views}`)
  figure('everybody saw everybody alive again after', seconds(result.oneAfterMs), 's')
  figure('nodes that got an event afterwards', result.heard, `of ${result.live}`)
  const isCut = result.failedViews >= result.views * LEAST_FAILED
  report.expect(isCut, `${by}: the halves did not find each other failed: was there a cut?`)
  report.expect(result.oneAfterMs !== undefined, `${by}: they were not one within ${plan.healLimitMs} ms`)
  report.expect(result.heard === result.live, `${by}: an event reached ${result.heard} of ${result.live} nodes`)
}

function seconds(ms: number | undefined): number | string {
  return ms === undefined ? 'never' : ms / 1000
}
