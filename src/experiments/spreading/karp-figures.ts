import type { Claim } from '../experiment.ts'

/** The papers, as experiments name them. */
export const KARP_SOURCE =
  'Karp, Schindelhauer, Shenker, Vöcking: Randomized rumor spreading, FOCS 2000, section 3; Doerr, Kostrygin: Randomized rumor spreading revisited, ICALP 2017'
/** Values of ctrMax. */
export const COUNTERS: readonly number[] = [1, 2, 3, 4, 5]
/** Mean rounds until all know, by the power of two of nodes, by a pilot. */
export const KARP_ROUNDS: Readonly<Record<number, number>> = { 10: 9.2, 12: 10.7, 14: 12.1, 16: 13.6, 18: 15 }
/** The same with a fifth of the calls lost. */
export const KARP_LOSSY_ROUNDS: Readonly<Record<number, number>> = { 10: 11.4, 12: 13.5, 14: 15.5, 16: 17.5 }
/** The cut-off, in units of log2 n. */
export const SILENT_WITHIN = 3

/** What ctrMax costs. @param error four standard errors of the mean, where that is more than the band */
export function sentClaim(ctrMax: number, error = 0): Claim {
  const off = Math.max(0.3, error)
  const published = 7.65 + 4.53 * (ctrMax - 1)
  const band = { least: published - off, most: published + off }
  const id = `sent-c${ctrMax}`
  return { id, text: `ctrMax = ${ctrMax}: sent per node`, measure: id, published, provenance: 'pilot', band }
}

/** That nobody is left out. */
export function allClaim(ctrMax: number): Claim {
  const id = `all-c${ctrMax}`
  const text = `ctrMax = ${ctrMax}: runs of 2^10 nodes that reach all`
  return { id, text, measure: id, published: 1, provenance: 'pilot', band: { least: 1 } }
}

/**
 * How long it takes.
 * @param off four standard errors of the mean and the rounding of the pilot: more where runs are few or scatter more
 */
export function roundsClaim(id: string, what: string, published: number, off: number): Claim {
  const band = { least: published - off, most: published + off }
  return {
    id,
    text: `${what}: rounds until all know`,
    measure: id,
    published,
    unit: 'rounds',
    provenance: 'pilot',
    band,
  }
}
