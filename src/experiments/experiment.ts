import type { Figure } from './figure.ts'

/** A number that was measured, with what chance leaves open. */
export interface Measurement {
  readonly value: number
  /** 95 % confidence interval; left out where nothing is random. */
  readonly low?: number
  readonly high?: number
  /** Independent runs behind it. */
  readonly n?: number
  /** Whether it is the least or the greatest of what happened, for a bound that must never be passed; else a mean. */
  readonly extreme?: 'least' | 'greatest'
}

/** Everything that a run measured, by name: claims speak of these names. */
export type Measurements = Readonly<Record<string, Measurement>>

/**
 * Where a published figure comes from: read in the source itself, worked out by a formula, found by a pilot of our own,
 * or only remembered. What is only remembered is shown as such, and never decides anything.
 */
export type Provenance = 'source' | 'formula' | 'pilot' | 'memory'

/** Where a measured number must lie, both ends included. */
export interface Band {
  readonly least?: number
  readonly most?: number
}

/** One statement of a paper, and what must come out for it to hold here. */
export interface Claim {
  /** Unique within its experiment, kebab-case. */
  readonly id: string
  readonly text: string
  /** The measurement that it speaks of. */
  readonly measure: string
  /** The figure as published; left out where the source gives a bound or an order only. */
  readonly published?: number
  readonly unit?: string
  readonly provenance: Provenance
  readonly band: Band
  /** Why it decides nothing although it is not only remembered: a definition that the paper leaves open, say. */
  readonly informative?: string
}

/** What a run is given. Everything random follows from the seed. */
export interface RunContext {
  readonly seed: number
  /**
   * How much of the full size to do, above 0 and at most 1. Bands are made for 1; the small forms of tests use less, and
   * check that a run works, not that claims hold.
   */
  readonly scale: number
  readonly signal: AbortSignal
  /** Told how far it is, from 0 to 1. */
  readonly progress: (done: number) => void
}

/** A published result: how to measure it again, and what is claimed of it. */
export interface Experiment {
  /** Kebab-case, unique: "demers-rumor-tables". */
  readonly id: string
  readonly title: string
  /** Authors, title, year, section. */
  readonly source: string
  /** The set-up in words and numbers, for the reader. */
  readonly parameters: Readonly<Record<string, number | string>>
  readonly claims: readonly Claim[]
  /** Curves for the report, where several measurements belong together. */
  readonly figures?: readonly Figure[]
  /**
   * Measures. Runs for seconds, not minutes, at full scale where it can; lets other things run now and then.
   * @throws the signal's reason when it is aborted
   */
  run(context: RunContext): Promise<Measurements>
}
