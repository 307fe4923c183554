import type { Measurement } from '../experiment.ts'

/** A part in percent of a whole; with nothing to compare with there is no ratio to speak of, and 0 is shown. */
export function ratio(part: number, whole: number): Measurement {
  return { value: whole === 0 ? 0 : (100 * part) / whole }
}
