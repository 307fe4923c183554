/** What a list of times comes to, ms. */
export interface Summary {
  readonly n: number
  readonly min: number
  readonly median: number
  readonly p95: number
  readonly max: number
}

/** Order statistics of a non-empty list. */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (fraction: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? 0
  return { n: sorted.length, min: sorted[0] ?? 0, median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0 }
}

/** "min / median / p95 / max", in whole milliseconds. */
export function describeSummary({ n, min, median, p95, max }: Summary): string {
  return `${[min, median, p95, max].map((ms) => Math.round(ms)).join(' / ')} ms (n = ${n})`
}
