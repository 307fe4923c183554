import { below, namedSeed, Rng, unit } from '../../base/rng.ts'
import type { Json } from '../capsule.ts'
import { object, shown } from '../check.ts'

/** Settings by name, each with the values, unusual but legal, that a run may have instead of the usual one. */
export type KnobChoices = Readonly<Record<string, readonly Json[]>>

/** The knobs that are turned, and to what. Plain data; what is not named is as usual. */
export type Knobs = Readonly<Record<string, Json>>

/** FoundationDB's: a quarter of its BUGGIFY points is active in a run. */
const SHARE = 0.25

/**
 * Turns some knobs, as FoundationDB's BUGGIFY does: each with probability `share`, to one of its values. A knob's draws
 * hang on the seed and its name alone, so adding, removing or turning back one moves no other.
 */
export function drawKnobs(seed: number, choices: KnobChoices, share: number = SHARE): Knobs {
  const turned = Object.entries(choices).flatMap(([name, values]): [string, Json][] => {
    const rng = new Rng(namedSeed(seed, name))
    const random = (): number => rng.next()
    const [chance, value] = [unit(random), values[below(random, values.length)]]
    return chance < share && value !== undefined ? [[name, value]] : []
  })
  return Object.fromEntries(turned)
}

/** Takes turned knobs that came from outside. @throws RangeError that names the knob */
export function checkKnobs(value: unknown, choices: KnobChoices, field = 'knobs'): Knobs {
  const knobs = object(value, field) as Knobs
  for (const [name, turned] of Object.entries(knobs)) {
    const values = Object.hasOwn(choices, name) ? choices[name] : undefined
    if (values === undefined) throw new RangeError(`${field}.${name}: there is no such knob`)
    if (values.some((known) => JSON.stringify(known) === JSON.stringify(turned))) continue
    throw new RangeError(`${field}.${name}: ${shown(turned)} is none of ${shown(values)}`)
  }
  return knobs
}
