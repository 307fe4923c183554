import type { Measurement } from '../../experiment.ts'

/** A figure that was worked out: nothing in it is left to chance. */
export function exactly(value: number): Measurement {
  return { value }
}
