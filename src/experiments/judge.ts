import type { Band, Claim, Experiment, Measurement, Measurements } from './experiment.ts'

/**
 * `holds` and `fails` decide. `unverified figure` and `informative` do not: the figure is only remembered, or the
 * source leaves open what exactly it measured.
 */
export type Verdict = 'holds' | 'fails' | 'unverified figure' | 'informative'

/** A claim and what became of it. */
export interface JudgedClaim {
  readonly claim: Claim
  readonly measured: Measurement
  readonly verdict: Verdict
  /** Whether the measured number lies in the band, whatever the verdict. */
  readonly isInBand: boolean
}

/** Holds every claim of an experiment against what was measured. @throws Error if a claim speaks of no measurement */
export function judge(experiment: Experiment, measurements: Measurements): JudgedClaim[] {
  return experiment.claims.map((claim) => {
    const measured = measurements[claim.measure]
    if (measured === undefined) throw new Error(`${experiment.id}: nothing was measured as "${claim.measure}"`)
    const isInBand = isIn(claim.band, measured.value)
    return { claim, measured, isInBand, verdict: verdictOf(claim, isInBand) }
  })
}

function verdictOf({ provenance, informative }: Claim, isInBand: boolean): Verdict {
  if (provenance === 'memory') return 'unverified figure'
  if (informative !== undefined) return 'informative'
  return isInBand ? 'holds' : 'fails'
}

function isIn({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Band, value: number): boolean {
  return value >= least && value <= most
}
