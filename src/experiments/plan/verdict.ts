import type { Measurement } from '../experiment.ts'
import type { Targets } from './conditions.ts'
import type { Performance } from './measure-settings.ts'

/** `met` and `missed` are beyond chance; `likely` and `unlikely` are what the figure says and its interval leaves open. */
export type TargetVerdict = 'met' | 'likely' | 'unlikely' | 'missed'

/** One target and how settings stand to it. */
export interface JudgedTarget {
  readonly target: keyof Targets
  readonly wanted: number
  readonly measured: Measurement
  readonly verdict: TargetVerdict
}

const MEASURED: Readonly<Record<keyof Targets, Exclude<keyof Performance, 'samples'>>> = {
  detectP99Ms: 'detectP99Ms',
  falseDeathsPerDay: 'falseDeathsPerDay',
  bytesPerSecond: 'bytesPerSecond',
  eventP99Ms: 'eventP99Ms',
}

/** Holds what was measured against every target that was given. */
export function judgeTargets(performance: Performance, targets: Targets): JudgedTarget[] {
  return (Object.keys(MEASURED) as (keyof Targets)[]).flatMap((target) => {
    const wanted = targets[target]
    if (wanted === undefined) return []
    const measured = performance[MEASURED[target]]
    return [{ target, wanted, measured, verdict: verdictOf(measured, wanted) }]
  })
}

/** Whether every target is met or likely. */
export function isAcceptable(judged: readonly JudgedTarget[]): boolean {
  return judged.every(({ verdict }) => verdict === 'met' || verdict === 'likely')
}

function verdictOf({ value, low = value, high = value }: Measurement, wanted: number): TargetVerdict {
  if (high <= wanted) return 'met'
  if (low > wanted) return 'missed'
  return value <= wanted ? 'likely' : 'unlikely'
}
