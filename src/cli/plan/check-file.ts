import { type Conditions, checkConditions, checkTargets, type Targets } from '../../experiments/plan/conditions.ts'
import type { LiveThrough } from '../../experiments/plan/life-threads.ts'
import { measureSettings } from '../../experiments/plan/measure-settings.ts'
import { performanceRows } from '../../experiments/plan/plan-text.ts'
import { FULL } from '../../experiments/plan/search.ts'
import { isAcceptable, type JudgedTarget, judgeTargets } from '../../experiments/plan/verdict.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import type { Output } from '../output/output.ts'
import { readFileSettings } from './file-settings.ts'

/** What `hearsay plan --check` is asked. */
export interface FileCheck {
  readonly file: string
  readonly conditions: Conditions
  /** What is measured is judged by those that are given. */
  readonly targets: Targets
  /** Clusters that are run. */
  readonly runs: number
  readonly seed: number
  /** Told what share is done, from 0 to 1. */
  readonly progress: (done: number) => void
}

const HEADER = ['WHAT', 'MEASURED (95 %)', 'UNIT', 'AT MOST', 'VERDICT']

/**
 * Measures the settings of a configuration file, and prints what they do.
 * @throws ConfigError; ExperimentOptionError; CliError if they miss a target; what `live` rejects with
 */
export async function checkFile(check: FileCheck, output: Output, live: LiveThrough): Promise<void> {
  const { file, conditions, targets, runs, seed, progress } = check
  const settings = await readFileSettings(file)
  checkConditions(conditions)
  if (Object.keys(targets).length > 0) checkTargets(targets)
  const performance = await measureSettings(settings, conditions, { ...FULL, runs, seed, progress }, live)
  const judged = judgeTargets(performance, targets)
  const { swim, accrual } = settings
  if (output.mode === 'json') {
    output.json({ schema: 1, conditions, targets, settings: swim, accrual, performance, judged })
  } else output.rows(HEADER, performanceRows(performance, judged))
  if (!isAcceptable(judged)) throw new CliError(EXIT.failed, missed(file, judged))
}

function missed(file: string, judged: readonly JudgedTarget[]): string {
  const verdicts = judged.filter((one) => !isAcceptable([one])).map(({ target, verdict }) => `${target} is ${verdict}`)
  return `${file} does not do what is wanted: ${verdicts.join(', ')}`
}
