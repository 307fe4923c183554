import type { Measurement } from '../experiment.ts'
import type { Settings } from './candidates.ts'
import type { Conditions, Targets } from './conditions.ts'
import type { Performance } from './measure-settings.ts'
import type { PlanResult, Tried } from './search.ts'
import type { JudgedTarget } from './verdict.ts'

type Figure = Exclude<keyof Performance, 'samples'>

const FIGURES: readonly (readonly [key: Figure, what: string, unit: string])[] = [
  ['detectP50Ms', 'a dead host is known to all, median', 'ms'],
  ['detectP99Ms', 'the same, 99th percentile', 'ms'],
  ['killP50Ms', 'a dead process on a living host, median', 'ms'],
  ['killP99Ms', 'the same, 99th percentile', 'ms'],
  ['falseDeathsPerDay', 'false deaths per member and day', ''],
  ['bytesPerSecond', 'sent per member', 'bytes/s'],
  ['eventP50Ms', 'an event has reached all, median', 'ms'],
  ['eventP99Ms', 'the same, 99th percentile', 'ms'],
]

/** The plan as a configuration file of the agent: what was measured stands in its comments. */
export function planAsConfig(result: PlanResult): string {
  const { conditions, targets, chosen, isFeasible, contradiction, tried } = result
  const lines = [
    `# ${describeConditions(conditions)}`,
    `# wanted: ${describeTargets(targets)}`,
    ...(isFeasible ? [] : [`# NOT POSSIBLE: ${contradiction}. These settings come nearest.`]),
    '#',
    '# measured in simulation, with 95 % intervals:',
    ...FIGURES.map(([key, what, unit]) =>
      `#   ${what.padEnd(40)} ${describe(chosen.performance[key])} ${unit}`.trimEnd(),
    ),
    '#',
    `# ${tried.length} settings were simulated:`,
    ...tried.map((one) => `#   ${describeTried(one)}`),
    'profile: lan',
    'swim:',
    ...Object.entries(chosen.settings).map(([key, value]) => `  ${key}: ${String(value)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** What settings did, one figure a row: name, value with its interval, unit; target and verdict where there are. */
export function performanceRows(performance: Performance, judged: readonly JudgedTarget[]): string[][] {
  return FIGURES.map(([key, what, unit]) => {
    const target = judged.find((one) => one.target === key)
    const verdict = target === undefined ? ['', ''] : [String(target.wanted), target.verdict]
    return [what, describe(performance[key]), unit, ...verdict]
  })
}

/** "500 members, 1 % loss, 1 ms one way, 12 members an hour replaced". */
function describeConditions({ nodes, loss, latencyMs, churnPerHour }: Conditions): string {
  const network = `${nodes} members, ${round(100 * loss)} % loss, ${round(latencyMs)} ms one way`
  return churnPerHour === 0 ? network : `${network}, ${round(churnPerHour)} members an hour replaced`
}

function describeTargets(targets: Targets): string {
  const names: Readonly<Record<keyof Targets, string>> = {
    detectP99Ms: 'dead hosts known to all (p99, ms)',
    falseDeathsPerDay: 'false deaths per member and day',
    bytesPerSecond: 'bytes/s sent per member',
    eventP99Ms: 'events to all (p99, ms)',
  }
  return (Object.keys(names) as (keyof Targets)[])
    .filter((key) => targets[key] !== undefined)
    .map((key) => `${names[key]} at most ${String(targets[key])}`)
    .join('; ')
}

function describeTried({ settings, performance, judged }: Tried): string {
  const verdicts = judged.map(({ target, verdict }) => `${target} ${verdict}`).join(', ')
  return `${describeSettings(settings)}: detect p99 ${round(performance.detectP99Ms.value)} ms, ${round(performance.bytesPerSecond.value)} bytes/s, event p99 ${round(performance.eventP99Ms.value)} ms (${verdicts})`
}

function describeSettings({ probeIntervalMs, suspicionMult, gossipIntervalMs }: Settings): string {
  return `probe ${probeIntervalMs} ms, suspicion × ${suspicionMult}, gossip ${gossipIntervalMs} ms`
}

function describe({ value, low, high }: Measurement): string {
  return low === undefined || high === undefined ? round(value) : `${round(value)} (${round(low)} … ${round(high)})`
}

function round(value: number): string {
  if (!Number.isFinite(value)) return 'unknown'
  return value >= 100 || value === 0 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
