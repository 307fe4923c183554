/** Counts one more of a kind. */
export function count(counts: Map<string, number>, kind: string, more = 1): void {
  counts.set(kind, (counts.get(kind) ?? 0) + more)
}
