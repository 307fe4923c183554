/** A part of a list that still fails. */
export interface Reduced<T> {
  readonly items: readonly T[]
  /** Whether each single item is known to be needed; false if the search was stopped. */
  readonly isMinimal: boolean
}

/**
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 28(2), 2002,
 * figure 3, ddmin): tries ever smaller parts of a list, and the list without them, as long as what is left still fails.
 * @param fails whether a part fails; undefined stops the search
 */
export function ddmin<T>(all: readonly T[], fails: (part: readonly T[]) => boolean | undefined): Reduced<T> {
  let items = all
  let parts = 2
  while (items.length > 0) {
    const smaller = firstFailing(candidates(items, Math.min(parts, items.length)), fails)
    if (smaller === undefined) return { items, isMinimal: false }
    if (smaller !== 'none') {
      const isSubset = smaller.length <= Math.ceil(items.length / parts)
      items = smaller
      parts = isSubset ? 2 : Math.max(2, parts - 1)
    } else if (parts >= items.length) return { items, isMinimal: true }
    else parts = Math.min(items.length, 2 * parts)
  }
  return { items, isMinimal: true }
}

function firstFailing<T>(
  tries: readonly (readonly T[])[],
  fails: (part: readonly T[]) => boolean | undefined,
): readonly T[] | 'none' | undefined {
  for (const part of tries) {
    const isFailing = fails(part)
    if (isFailing === undefined) return undefined
    if (isFailing) return part
  }
  return 'none'
}

/** Nothing at all for a single item; else each part, then everything but each part. */
function candidates<T>(items: readonly T[], parts: number): (readonly T[])[] {
  if (items.length === 1) return [[]]
  const bounds = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * items.length) / parts))
  const subsets = bounds.slice(1).map((end, i) => items.slice(bounds[i], end))
  if (parts === 2) return subsets
  const rests = bounds.slice(1).map((end, i) => [...items.slice(0, bounds[i]), ...items.slice(end)])
  return [...subsets, ...rests]
}
