import { experiments } from '../../experiments/index.ts'
import { Output, outputMode } from '../output/output.ts'

/** What there is to run. */
export function listExperiments(isJson: boolean): void {
  const output = new Output(outputMode(isJson))
  if (isJson) {
    const listed = experiments.map(({ id, title, source, parameters, claims }) => ({
      ...{ id, title, source, parameters, claims },
    }))
    return output.json({ schema: 1, experiments: listed })
  }
  output.rows(
    ['EXPERIMENT', 'CLAIMS', 'TITLE'],
    experiments.map(({ id, claims, title }) => [id, String(claims.length), title]),
  )
}
