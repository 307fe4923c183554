import { exp } from '../base/exponential.ts'
import { unit53 } from '../base/rng.ts'
import { binomial } from './binomial.ts'

/**
 * How many of `bins` are hit by `balls` thrown at random: an exact draw by a short recursion.
 *
 * If every bin gets an independent Poisson number of balls, then, given their sum N, they lie as N thrown balls do. So:
 * draw the bins hit (a binomial) and N at a mean somewhat below `balls`, draw anew if N is too great, and throw the
 * balls that are left. Of these some hit bins that are hit already; the others are a smaller problem of the same kind.
 */
export function distinctHits(random: () => number, balls: number, bins: number): number {
  let hit = 0
  let left = balls
  while (left > FEW && hit < bins) {
    const [fresh, thrown] = poissonHits(random, left, bins - hit)
    left -= thrown
    hit += fresh
    left = binomial(random, left, (bins - hit) / (bins - hit + fresh))
  }
  return hit + oneByOne(random, left, bins - hit)
}

/** Below this many balls each is thrown by itself. */
const FEW = 24
/** Balls per bin that are drawn at once: with so many every bin is hit, and e^-100 is still far from the least double. */
const MOST_LOAD = 100

function oneByOne(random: () => number, balls: number, bins: number): number {
  let hit = 0
  for (let i = 0; i < balls && hit < bins; i++) if (unit53(random) * bins >= hit) hit++
  return hit
}

function poissonHits(random: () => number, balls: number, bins: number): [hit: number, thrown: number] {
  const load = new PoissonLoad(Math.min(MOST_LOAD, cautiousMean(balls) / bins))
  for (;;) {
    const hit = binomial(random, bins, load.hitChance)
    const thrown = load.ballsIn(random, hit)
    if (thrown <= balls) return [hit, thrown]
  }
}

/** A Poisson mean whose draw hardly ever exceeds `balls`. Any mean gives the right distribution; this one is quick. */
export function cautiousMean(balls: number): number {
  return Math.max(0.5 * balls, balls - 4 * Math.sqrt(balls))
}

/** Bins that each hold a Poisson number of balls. */
export class PoissonLoad {
  /** The chance that a bin holds at least one. */
  readonly hitChance: number
  /** The chance of at least j + 2 balls given at least j + 1. */
  readonly #more: number[] = []

  constructor(mean: number) {
    const tails = poissonTails(mean)
    this.hitChance = tails[1] as number
    for (let j = 1; j + 1 < tails.length; j++) this.#more.push((tails[j + 1] as number) / (tails[j] as number))
  }

  /** How many balls lie in bins that are known to be hit. */
  ballsIn(random: () => number, hit: number): number {
    let balls = hit
    let atLeast = hit
    for (const chance of this.#more) {
      atLeast = binomial(random, atLeast, chance)
      balls += atLeast
      if (atLeast === 0) break
    }
    return balls
  }
}

/** P(at least j) for j = 0, 1, … until it is negligible; summed from the small end, so each has all its digits. */
function poissonTails(mean: number): number[] {
  const chances = [exp(-mean)]
  for (let j = 1; j <= mean || (chances[j - 1] as number) > NEGLIGIBLE; j++) {
    chances.push(((chances[j - 1] as number) * mean) / j)
  }
  for (let j = chances.length - 2; j >= 0; j--) chances[j] = (chances[j] as number) + (chances[j + 1] as number)
  return chances
}

/** 10^15 bins hold such a load once in 10^15 rounds. */
const NEGLIGIBLE = 1e-30
