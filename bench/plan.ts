import { describePlanComparison } from './plan/compare.ts'
import { forkedHost } from './plan/host.ts'
import { measurePlan, PLAN_TRIAL } from './measure-plan.ts'

/**
 * `npm run bench -- plan [--json]`: `hearsay plan` for 32 nodes, then 32 real nodes in eight processes with what it
 * recommends, and whether what they do lies where the plan predicts. The exit code is 1 if something does not.
 */
const cancel = new AbortController()
process.once('SIGINT', () => cancel.abort(new Error('interrupted')))
const { signal } = cancel
const progress = (text: string): boolean => process.stderr.write(`  … ${text}\n`)
const { command, settings, comparisons, real } = await measurePlan({
  ...PLAN_TRIAL,
  makeHost: forkedHost,
  progress,
  signal,
})
const isInside = comparisons.every((one) => one.isInside)
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ command, settings, comparisons, isInside, real })}\n`)
} else {
  const lines = [command, JSON.stringify(settings), ...comparisons.map(describePlanComparison)]
  process.stdout.write(`${lines.join('\n')}\nfalse deaths: ${real.falseDeaths}\n`)
}
process.exitCode = isInside ? 0 : 1
