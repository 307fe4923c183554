import { nearest } from '../../base/nearest.ts'
import type { Experiment } from '../../experiments/index.ts'
import { CliError, EXIT } from '../exit-codes.ts'

/**
 * The experiments that were asked for, each once, in the order of the command line.
 * @throws CliError if nothing was asked for, or something that is not there
 */
export function chooseExperiments(
  all: readonly Experiment[],
  ids: readonly string[],
  wantsAll: boolean,
): readonly Experiment[] {
  if (wantsAll && ids.length > 0) throw new CliError(EXIT.usage, 'give either experiments or --all, not both')
  if (wantsAll) return all
  if (ids.length === 0) {
    throw new CliError(EXIT.usage, 'say which experiments, or --all: "hearsay experiment list" shows them')
  }
  return [...new Set(ids)].map((id) => find(all, id))
}

function find(all: readonly Experiment[], id: string): Experiment {
  const found = all.find((experiment) => experiment.id === id)
  if (found !== undefined) return found
  const guess = nearest(
    id,
    all.map((experiment) => experiment.id),
  )
  throw new CliError(
    EXIT.usage,
    `there is no experiment "${id}"${guess === undefined ? '' : `; did you mean "${guess}"?`}`,
  )
}
