import * as v from 'valibot'
import { SweepError } from '../plan/sweep-error.ts'
import type { SweepPoint } from '../plan/sweep-plan.ts'
import { MOST_PER_BATCH } from '../run/batch-sizer.ts'
import type { Measured } from '../run/backend.ts'
import { findTask } from '../tasks/index.ts'
import { refuseValue, type SweepTask } from '../tasks/task.ts'

/** What is asked of a worker: all that it needs to know. */
export interface QueueJob {
  /** The version of hearsay, since another one may measure otherwise. */
  readonly software: string
  readonly task: string
  readonly points: readonly SweepPoint[]
}

const JOB = v.object({
  software: v.string(),
  task: v.string(),
  points: v.pipe(
    v.array(
      v.object({
        index: v.pipe(v.number(), v.safeInteger()),
        parameters: v.record(v.string(), v.number()),
        seed: v.pipe(v.number(), v.safeInteger()),
      }),
    ),
    v.maxLength(MOST_PER_BATCH),
  ),
})

const MEASURED = v.object({
  results: v.pipe(v.array(v.record(v.string(), v.nullable(v.number()))), v.maxLength(MOST_PER_BATCH)),
  ms: v.pipe(v.number(), v.minValue(0)),
})

/**
 * Reads what came out of a queue.
 * @throws Error if it is no job, or none that this version can do
 */
export function readJob(data: unknown, software: string): { task: SweepTask; points: readonly SweepPoint[] } {
  const job = v.parse(JOB, data)
  if (job.software !== software) {
    throw new Error(`the sweep is run by hearsay ${job.software}, but this worker is ${software}`)
  }
  const task = findTask(job.task)
  if (task === undefined) throw new Error(`there is no task "${job.task}"`)
  for (const { parameters } of job.points) checkParameters(task, parameters)
  return { task, points: job.points }
}

/** Reads what a worker answered. @throws Error if it is no measurement */
export function readMeasured(value: unknown): Measured {
  return v.parse(MEASURED, value)
}

/** The name of the queue in Redis. @throws SweepError for a name that could be mistaken */
export function queueName(name: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return `hearsay-sweep-${name}`
  throw new SweepError('--name', `"${name}" must be small letters, digits and hyphens, at most 63`)
}

function checkParameters(task: SweepTask, parameters: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    const spec = Object.hasOwn(task.parameters, name) ? task.parameters[name] : undefined
    const refusal = spec === undefined ? 'is not known' : refuseValue(value, spec)
    if (refusal !== undefined) throw new Error(`${task.name}: ${name} = ${value} ${refusal}`)
  }
}
