import { describePlanComparison } from '../../bench/plan/compare.ts'
import { forkedHost, localHost } from '../../bench/plan/host.ts'
import { measurePlan, PLAN_TRIAL } from '../../bench/measure-plan.ts'
import { cpuSeconds } from '../../bench/process-cost.ts'
import { TestProcess } from '../support/child-process.ts'
import { HEARSAY } from '../support/project.ts'
import { isCompiled } from '../support/run-apart.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { Check, Report } from './check.ts'

const TRIALS = {
  small: {
    nodes: 6,
    loss: 0.01,
    targets: ['--detect-p99', '2s'],
    runs: 4,
    happenings: { events: 3, kills: 1, deaths: 1 },
    restLimitMs: 3000,
    mortals: 2,
    perProcess: 4,
  },
  full: PLAN_TRIAL,
} as const
/** A detection that takes so many times what was predicted at most is broken, not late because others use the machine. */
const BROKEN = 10

/** The benchmark `plan`. The small form has all nodes in this process, and judges times coarsely. */
export const planCheck: Check = {
  name: 'plan',
  title:
    'a plan is the same from one worker and from two, and real nodes do what it predicts of its settings; a signal ends it',
  smallLimitMs: 90_000,
  async run(size, report, signal) {
    const makeHost = size === 'full' && isCompiled() ? forkedHost : localHost
    const progress = (text: string): void => report.progress(text)
    const figures = await measurePlan({ ...TRIALS[size], makeHost, progress, signal })
    report.note(figures.command)
    report.note(JSON.stringify(figures.settings))
    for (const comparison of figures.comparisons) {
      const { what, unit, measured, predicted, isInside } = comparison
      const { low = Number.NaN, high = Number.NaN } = predicted
      report.figure(what, measured, `${unit}, predicted ${low.toFixed(0)} … ${high.toFixed(0)}`)
      const holds = size === 'full' ? isInside : measured > 0 && measured < BROKEN * predicted.value + 1000
      report.expect(holds, describePlanComparison(comparison))
    }
    report.figure('false deaths', figures.real.falseDeaths)
    await cancelled(report)
  },
}

/** A plan that would take minutes. */
const LONG = ['plan', '--nodes', '1000', '--detect-p99', '5s', '--workers', '2']
/** CPU that only computing takes; starting takes a few tenths of it. */
const UNDER_WAY_CPU_SECONDS = 1
const INTERRUPTED = 130

async function cancelled(report: Report): Promise<void> {
  report.progress('a plan is interrupted')
  const long = new TestProcess(process.execPath, [HEARSAY, ...LONG])
  const hasEnded = (): boolean => long.child.exitCode !== null || long.child.signalCode !== null
  const isUnderWay = (): boolean => hasEnded() || cpuSeconds(long.pid) > UNDER_WAY_CPU_SECONDS
  try {
    await waitUntil('the long plan computes', isUnderWay)
    report.expect(!hasEnded(), `the long plan ended by itself: ${long.output.slice(-500)}`)
    long.signal('SIGINT')
    await long.exited
    report.expect(long.child.exitCode === INTERRUPTED, `an interrupted plan ended with ${long.child.exitCode}`)
  } finally {
    await long.kill()
  }
}
