/** The standard deviation of values that are all there are. */
export function deviation(values: readonly number[]): number {
  const mean = meanValue(values)
  return Math.sqrt(meanValue(values.map((value) => (value - mean) * (value - mean))))
}

/** The share of values that differ from their mean by at most a part of it. */
export function within(values: readonly number[], part: number): number {
  const mean = meanValue(values)
  return values.filter((value) => Math.abs(value - mean) <= part * mean).length / values.length
}

function meanValue(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
