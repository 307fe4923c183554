import type { Watermarks } from './conflicts.ts'

/**
 * The probability that a first proposal misses a failure, worked out over all orders: what is left of an order depends
 * only on how many subjects have how many reports.
 */
export function exactConflicts(failures: number, observers: number, { high, low }: Watermarks): number {
  const known = new Map<string, number>()

  function from(subjectsWith: readonly number[]): number {
    const key = subjectsWith.join()
    const before = known.get(key)
    if (before !== undefined) return before
    const probability = hasProposed(subjectsWith) ? Number(isShort(subjectsWith)) : next(subjectsWith)
    known.set(key, probability)
    return probability
  }

  function next(subjectsWith: readonly number[]): number {
    const left = subjectsWith.reduce((sum, subjects, reports) => sum + subjects * (observers - reports), 0)
    let probability = 0
    for (let reports = 0; reports < observers; reports++) {
      const alerts = (subjectsWith[reports] as number) * (observers - reports)
      if (alerts > 0) probability += (alerts / left) * from(withOneMore(subjectsWith, reports))
    }
    return probability
  }

  function hasProposed(subjectsWith: readonly number[]): boolean {
    return count(subjectsWith, high, observers) > 0 && count(subjectsWith, low, high - 1) === 0
  }

  function isShort(subjectsWith: readonly number[]): boolean {
    return count(subjectsWith, high, observers) < failures
  }

  return from([failures, ...Array.from({ length: observers }, () => 0)])
}

function withOneMore(subjectsWith: readonly number[], reports: number): number[] {
  return subjectsWith
    .with(reports, (subjectsWith[reports] as number) - 1)
    .with(reports + 1, (subjectsWith[reports + 1] as number) + 1)
}

/** Subjects with from `least` to `most` reports. */
function count(subjectsWith: readonly number[], least: number, most: number): number {
  let sum = 0
  for (let reports = least; reports <= most; reports++) sum += subjectsWith[reports] as number
  return sum
}
