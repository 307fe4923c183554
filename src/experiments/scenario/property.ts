import { nearest } from '../../base/nearest.ts'
import { list, object, wholeWithin } from '../../sim/check.ts'
import { refuseOthers } from './refuse-others.ts'

/** What may come about in a run: some node tells it of another. A death is wrong if the dead is up. */
const HAPPENINGS = ['suspicion', 'refutation', 'death', 'wrong-death'] as const

/** Something that may come about in a run, and has then come about for good. */
export type Happening = (typeof HAPPENINGS)[number]

/** What must hold of a scenario's run, as data. */
export type ScenarioProperty =
  | { readonly never: Happening }
  /** A run in which it does not happen has not tested what it should. */
  | { readonly sometimes: Happening }
  | EventualAgreement

/**
 * All nodes that are up see every node as it is: at the end of the run or, with `byMs`, at least once from `afterMs`
 * (default 0) to then. Virtual ms.
 */
export interface EventualAgreement {
  readonly eventually: 'agreement'
  readonly afterMs?: number
  readonly byMs?: number
}

/** What a scenario demands that names no properties. */
export const USUAL_PROPERTIES: readonly ScenarioProperty[] = [{ eventually: 'agreement' }]

/** @throws RangeError that begins with the path of the field */
export function checkProperties(value: unknown, durationMs: number): readonly ScenarioProperty[] {
  return list(value, 'properties').map((entry, i) => checkProperty(entry, `properties[${i}]`, durationMs))
}

const KINDS = ['never', 'sometimes', 'eventually'] as const

function checkProperty(value: unknown, field: string, durationMs: number): ScenarioProperty {
  const given = object(value, field)
  const kinds = KINDS.filter((kind) => kind in given)
  if (kinds.length !== 1) throw new RangeError(`${field}: it needs exactly one of ${KINDS.join(', ')}`)
  const kind = kinds[0] as (typeof KINDS)[number]
  refuseOthers(given, kind === 'eventually' ? [kind, 'afterMs', 'byMs'] : [kind], field)
  if (kind === 'eventually') return checkAgreement(given, field, durationMs)
  const happening = oneOf(given[kind], HAPPENINGS, `${field}.${kind}`)
  return kind === 'never' ? { never: happening } : { sometimes: happening }
}

function checkAgreement(
  { eventually, afterMs, byMs }: Readonly<Record<string, unknown>>,
  field: string,
  durationMs: number,
): EventualAgreement {
  oneOf(eventually, ['agreement'], `${field}.eventually`)
  if (byMs === undefined) {
    if (afterMs !== undefined) throw new RangeError(`${field}.afterMs: it needs byMs beside it`)
    return { eventually: 'agreement' }
  }
  const by = wholeWithin(byMs, 0, durationMs, `${field}.byMs`) // whole, because that is when it is looked at
  return afterMs === undefined
    ? { eventually: 'agreement', byMs: by }
    : { eventually: 'agreement', afterMs: wholeWithin(afterMs, 0, by, `${field}.afterMs`), byMs: by }
}

function oneOf<T extends string>(value: unknown, known: readonly T[], field: string): T {
  if (known.includes(value as T)) return value as T
  const hint = nearest(String(value), known)
  throw new RangeError(`${field}: ${JSON.stringify(value)} is none of ${known.join(', ')}; did you mean ${hint}?`)
}
