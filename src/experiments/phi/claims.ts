import type { Claim, Provenance } from '../experiment.ts'

/** A claim that a measurement is a figure, give or take. */
export function near(
  measure: string,
  text: string,
  published: number,
  tolerance: number,
  provenance: Provenance,
  unit?: string,
): Claim {
  const band = { least: published - tolerance, most: published + tolerance }
  const claim = { id: measure, text, measure, published, provenance, band }
  return unit === undefined ? claim : { ...claim, unit }
}
