import { below } from '../../../base/rng.ts'

/** How many lives one generation has room for: two processes that claim the same one hardly ever share a life. */
const PER_GENERATION = 0x100000
/** Greater ones are not believed: there must always be a later one. */
const MOST = 0x10000000000000

/** The greatest generation that may be given. */
export const MOST_GENERATION: number = MOST / PER_GENERATION - 1

/** The number of a life: by its generation, and by chance within it. */
export function lifeOf(generation: number, random: () => number): number {
  return generation * PER_GENERATION + below(random, PER_GENERATION)
}

/** A life after one that was heard of. */
export function lifeAfter(life: number, random: () => number): number {
  return lifeOf(Math.floor(life / PER_GENERATION) + 1, random)
}

/** Whether a number that came can be a life. */
export function isLife(life: number): boolean {
  return Number.isSafeInteger(life) && life >= 0 && life < MOST
}
