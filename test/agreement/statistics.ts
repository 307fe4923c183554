/** Mean and what chance leaves open of it. */
export interface MeanAndError {
  readonly mean: number
  /** Standard error of the mean. */
  readonly error: number
}

/** Of a list with at least two entries. */
export function meanAndError(values: readonly number[]): MeanAndError {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) }
}

/** The greatest distance between two samples' distribution functions. */
export function ksDistance(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a, b].map((values) => values.toSorted((p, q) => p - q)) as [number[], number[]]
  let [i, j, most] = [0, 0, 0]
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] as number, y[j] as number)
    while (i < x.length && x[i] === value) i++
    while (j < y.length && y[j] === value) j++
    most = Math.max(most, Math.abs(i / x.length - j / y.length))
  }
  return most
}

/**
 * The distance that samples of one distribution exceed with chance `alpha` (Smirnov's asymptotic formula; on whole
 * numbers they do so less often).
 */
export function ksLimit(a: readonly number[], b: readonly number[], alpha: number): number {
  return Math.sqrt(((-Math.log(alpha / 2) / 2) * (a.length + b.length)) / (a.length * b.length))
}

/** Pearson's statistic. */
export interface ChiSquare {
  readonly statistic: number
  readonly degrees: number
}

/** Cells in which fewer than ten are expected are joined with the next one. */
export function chiSquare(observed: readonly number[], expected: readonly number[]): ChiSquare {
  const cells: { seen: number; due: number }[] = []
  let cell = { seen: 0, due: 0 }
  expected.forEach((due, i) => {
    cell = { seen: cell.seen + (observed[i] ?? 0), due: cell.due + due }
    if (cell.due < 10) return
    cells.push(cell)
    cell = { seen: 0, due: 0 }
  })
  const last = cells.at(-1)
  if (last !== undefined) Object.assign(last, { seen: last.seen + cell.seen, due: last.due + cell.due })
  const statistic = cells.reduce((sum, { seen, due }) => sum + (seen - due) ** 2 / due, 0)
  return { statistic, degrees: cells.length - 1 }
}

/**
 * The statistic that is exceeded with chance 10^-4, by Wilson and Hilferty's approximation: 1 % too much at 10 degrees
 * of freedom, 2 % at 6, where the smallest comparison is.
 */
export function chiSquareLimit(degrees: number): number {
  const t = 2 / (9 * degrees)
  return degrees * (1 - t + 3.719 * Math.sqrt(t)) ** 3
}

/** P(k successes) for k = 0 … trials, by the recurrence in logarithms: nothing of it is shared with src/. */
export function binomialChances(trials: number, p: number): number[] {
  let log = trials * Math.log1p(-p)
  const chances = [Math.exp(log)]
  for (let k = 0; k < trials; k++) {
    log += Math.log(((trials - k) / (k + 1)) * (p / (1 - p)))
    chances.push(Math.exp(log))
  }
  return chances
}
