import { spreadTask } from './spread.ts'
import { swimDetectionTask } from './swim-detection.ts'
import type { SweepTask } from './task.ts'

/** Every task, in the order in which they are listed. */
export const tasks: readonly SweepTask[] = [swimDetectionTask, spreadTask]

/** The task of a name. */
export function findTask(name: string): SweepTask | undefined {
  return tasks.find((task) => task.name === name)
}
