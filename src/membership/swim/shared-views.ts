import type { MemberView } from '../../core/ports.ts'
import type { Row } from './members.ts'
import type { MemberRecord } from './messages.ts'

/** How a list of members came about: a base that all nodes of a simulation share, and rows that differ from it. */
interface Origin {
  readonly base: readonly MemberView[]
  readonly changed: readonly Row[]
}

/** Known by the list itself, so that messages carry what they carry between real nodes, and nothing else. */
const origins = new WeakMap<readonly MemberRecord[], Origin>()

/** The base with some of its rows replaced. @param changed which, and by what */
export function changedViews(
  base: readonly MemberView[],
  changed: Iterable<Row>,
  view: (row: Row) => MemberView,
): readonly MemberView[] {
  const views = base.slice()
  const rows = [...changed].sort((a, b) => a - b)
  for (const row of rows) views[row] = view(row)
  origins.set(views, { base, changed: rows })
  return views
}

/** Records of a list that differ from its base, with those that they replace; undefined if it has no base. */
export function changesOf(
  list: readonly MemberRecord[],
):
  | { readonly base: readonly MemberRecord[]; readonly now: MemberRecord[]; readonly before: MemberRecord[] }
  | undefined {
  const origin = origins.get(list)
  if (origin === undefined) return undefined
  const { base, changed } = origin
  const of = (records: readonly MemberRecord[]): MemberRecord[] => changed.map((row) => records[row] as MemberRecord)
  return { base, now: of(list), before: of(base) }
}

/**
 * Places at which two lists hold different records, ascending. What is the same record in both needs no look at all:
 * between nodes that share a base only their changes are looked at.
 */
export function differingPlaces(theirs: readonly MemberRecord[], ours: readonly MemberRecord[]): number[] {
  if (theirs === ours) return []
  const places = commonPlaces(theirs, ours) ?? theirs.keys()
  return [...places].filter((place) => theirs[place] !== ours[place])
}

/** Whether all members of both lists have the very versions that a base common to both gives them. */
export function haveVersionsOfBase(a: readonly MemberRecord[], b: readonly MemberRecord[]): boolean {
  return originOf(a).base === originOf(b).base && [a, b].every(keepsVersions)
}

function keepsVersions(list: readonly MemberRecord[]): boolean {
  const { base, changed } = originOf(list)
  return changed.every((row) => list[row]?.versions === base[row]?.versions)
}

function commonPlaces(theirs: readonly MemberRecord[], ours: readonly MemberRecord[]): Iterable<number> | undefined {
  const [a, b] = [originOf(theirs), originOf(ours)]
  if (a.base !== b.base) return undefined
  return [...new Set([...a.changed, ...b.changed])].sort((x, y) => x - y)
}

/** A list without a known origin is its own base. */
function originOf(list: readonly MemberRecord[]): {
  readonly base: readonly MemberRecord[]
  readonly changed: readonly Row[]
} {
  return origins.get(list) ?? { base: list, changed: [] }
}
