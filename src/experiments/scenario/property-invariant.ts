import { eventually, type Invariant, type Simulation } from '../../sim/index.ts'
import type { Agreement } from './agreement.ts'
import type { EventualAgreement, Happening, ScenarioProperty } from './property.ts'

/** What properties are judged by. */
export interface Witness {
  readonly agreement: Agreement
  /** What happened first of its kind, in words; undefined if nothing did. */
  first(happening: Happening): string | undefined
}

/** A property as the simulation checks it. Its name is a part of the fingerprint. */
export function invariantOf(property: ScenarioProperty, witness: Witness): Invariant<Simulation> {
  if ('never' in property) {
    return { kind: 'never', name: property.never, check: () => witness.first(property.never) }
  }
  if ('eventually' in property) return agreementInvariant(property, witness.agreement)
  const { sometimes: name } = property
  const atEnd = (): string | undefined => (witness.first(name) === undefined ? 'it has never happened' : undefined)
  return { kind: 'sometimes', name, check: () => undefined, atEnd }
}

function agreementInvariant({ afterMs = 0, byMs }: EventualAgreement, agreement: Agreement): Invariant<Simulation> {
  if (byMs !== undefined) {
    const bound = { healedAtMs: afterMs, withinMs: byMs - afterMs }
    return eventually(`agreement by ${byMs} ms`, () => agreement.holds(), bound, 1)
  }
  const atEnd = (): string | undefined => (agreement.holds() ? undefined : summary(agreement.disagreements()))
  return { kind: 'eventually', name: 'agreement', check: () => undefined, atEnd }
}

const MOST_SHOWN = 5

function summary(disagreements: readonly string[]): string {
  const rest = disagreements.length - MOST_SHOWN
  return disagreements.slice(0, MOST_SHOWN).join('; ') + (rest > 0 ? `; and ${rest} more` : '')
}
