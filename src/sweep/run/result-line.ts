import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { Results, SweepTask } from '../tasks/task.ts'

/** A point's line in the result file: all that is needed to measure it again, and what was measured. */
export function resultLine(task: SweepTask, point: SweepPoint, results: Results): string {
  return `${linePrefix(task, point)}${JSON.stringify(results)}}\n`
}

/** How the line of a point begins; with it a file shows which sweep it belongs to. */
export function linePrefix({ name }: SweepTask, { index, seed, parameters }: SweepPoint): string {
  const known = JSON.stringify({ point: index, task: name, seed, parameters })
  return `${known.slice(0, -1)},"results":`
}
