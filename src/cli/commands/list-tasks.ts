import { nearest } from '../../base/nearest.ts'
import { type SweepTask, tasks } from '../../sweep/index.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'

/** Lists what sweeps can measure, or all about one task. */
export function listTasks(name: string | undefined, isJson: boolean): void {
  const output = new Output(outputMode(isJson))
  const chosen = name === undefined ? tasks : [taskOf(name)]
  if (isJson) output.json({ schema: 1, tasks: chosen.map(describe) })
  else if (name === undefined)
    output.rows(
      ['TASK', 'MEASURES'],
      tasks.map(({ name: title, about }) => [title, about]),
    )
  else for (const task of chosen) tellAll(output, task)
}

function taskOf(name: string): SweepTask {
  const task = tasks.find((candidate) => candidate.name === name)
  if (task !== undefined) return task
  const guess = nearest(
    name,
    tasks.map((known) => known.name),
  )
  throw new CliError(EXIT.notFound, `there is no task "${name}"; did you mean "${guess}"?`)
}

function describe({ name, about, parameters, results }: SweepTask): object {
  return { name, about, parameters, results }
}

function tellAll(output: Output, { parameters, results }: SweepTask): void {
  const rows = Object.entries(parameters).map(([name, { default: usual, least, most, about }]) => [
    name,
    String(usual),
    `${least} to ${most}`,
    about,
  ])
  output.rows(['PARAMETER', 'DEFAULT', 'BOUNDS', 'MEANING'], rows)
  output.rows(
    ['RESULT', 'MEANING'],
    Object.entries(results).map(([name, about]) => [name, about]),
  )
}
