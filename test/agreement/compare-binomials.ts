import { Rng } from '../../src/base/rng.ts'
import { binomial } from '../../src/population/index.ts'
import { binomialChances, chiSquare, chiSquareLimit, meanAndError } from './statistics.ts'

/** Both algorithms, both sides of 1/2, and where they meet. */
const CASES: readonly (readonly [trials: number, p: number])[] = [
  [7, 0.3],
  [40, 0.2],
  [1000, 0.0099],
  [1000, 0.0101],
  [25, 0.45],
  [300, 0.5],
  [300, 0.93],
  [100_000, 0.001],
  [5000, 0.37],
]

/** Chi-square of drawn against exact chances: the statistic over its limit, per case. */
export function binomialAgreement(draws: number, seed: number): { what: string; distance: number }[] {
  return CASES.map(([trials, p]) => {
    const rng = new Rng(seed)
    const seen: number[] = []
    for (let i = 0; i < draws; i++) {
      const k = binomial(() => rng.next(), trials, p)
      seen[k] = (seen[k] ?? 0) + 1
    }
    const due = binomialChances(trials, p).map((chance) => chance * draws)
    const { statistic, degrees } = chiSquare(seen, due)
    return { what: `binomial(${trials}, ${p})`, distance: statistic / chiSquareLimit(degrees) }
  })
}

/** Of 10^12 trials: mean and variance in standard errors, over the limit of 3.9 (chance 10^-4). */
export function hugeBinomialAgreement(draws: number, seed: number): { what: string; distance: number }[] {
  return [1e-6, 0.25, 0.5, 0.999].flatMap((p) => {
    const rng = new Rng(seed)
    const trials = 1e12
    const scale = Math.sqrt(trials * p * (1 - p))
    const z = Array.from({ length: draws }, () => (binomial(() => rng.next(), trials, p) - trials * p) / scale)
    const first = meanAndError(z)
    const second = meanAndError(z.map((value) => value * value))
    return [
      { what: `mean of binomial(1e12, ${p})`, distance: Math.abs(first.mean) / first.error / 3.9 },
      { what: `variance of binomial(1e12, ${p})`, distance: Math.abs(second.mean - 1) / second.error / 3.9 },
    ]
  })
}
