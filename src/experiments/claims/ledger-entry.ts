import type { Measurements, Provenance } from '../experiment.ts'
import type { LedgerSection } from './ledger-sections.ts'

/** What we hold of a statement. `unverifiable`: nobody outside can say, and no source is given. */
export type LedgerVerdict = 'right' | 'plausible' | 'dubious' | 'wrong' | 'unverifiable'

/** What could decide a statement. */
export type HowToCheck = 'simulation' | 'loopback' | 'formula' | 'public fact' | 'not checkable'

/** What a small run found, and what follows from it for the statement. */
export interface Telling {
  /** By name, the unit included: what was computed and what the statement would need. */
  readonly figures: Measurements
  /** Follows from the figures alone; the ledger's verdict must be the same. */
  readonly verdict: LedgerVerdict
}

/** A computation of a second or so that tells a statement. */
export interface SmallRun {
  /** What it does, in one sentence. */
  readonly says: string
  readonly run: (seed: number) => Telling
}

/** One statement of the notes and what became of it. */
export interface LedgerEntry {
  /** Section and line, "A1-60"; a letter follows where a line says several things. */
  readonly id: string
  readonly section: LedgerSection
  /** Line of the notes. */
  readonly line: number
  /**
   * What the notes say, in our words. It is a quotation in substance, no statement of ours; of what is unverifiable the
   * figures are left out, so that nobody takes them from here.
   */
  readonly statement: string
  readonly how: HowToCheck
  readonly verdict: LedgerVerdict
  readonly why: string
  /** What the verdict rests on. */
  readonly provenance: Provenance
  /** The experiment that tells it at length. */
  readonly experiment?: string
  readonly run?: SmallRun
}
