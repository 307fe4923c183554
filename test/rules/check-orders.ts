import {
  afterOnce,
  afterRepeats,
  agree,
  BELIEFS,
  type Belief,
  beliefOf,
  describe,
  hear,
  isGone,
  isPossible,
  machineWith,
  overrides,
  START,
  strongest,
} from './override-rules.ts'

/** What a series of trials came to. */
export interface RuleOutcome {
  /** Pairs, or orders, that were tried. */
  readonly tried: number
  /** One line per deviation, the first few; empty if the rules hold. */
  readonly failures: readonly string[]
}

const MOST_FAILURES = 20

/** Every stored belief and every message: the message wins exactly if SWIM's table says so. */
export function checkEveryPair(): RuleOutcome {
  const outcome = new Outcome()
  for (const stored of BELIEFS) {
    for (const message of BELIEFS) {
      const machine = machineWith(stored)
      hear(machine, message)
      const expected = overrides(message, stored) ? message : stored
      const got = beliefOf(machine)
      const isRight = got.kind === expected.kind && got.incarnation === expected.incarnation
      outcome.add(isRight, () => `${describe(message)} after ${describe(stored)} gives ${describe(got)}`)
    }
  }
  return outcome
}

/** Up to `most` messages without a death, in every order, each heard once: the strongest is believed. */
export function checkOrdersOfTheLiving(most: number): RuleOutcome {
  const living = BELIEFS.filter((belief) => !isGone(belief))
  return tryOrders(subsets(living, most), afterOnce)
}

/** Up to `most` messages that can happen, in every order, heard again and again: the strongest is believed. */
export function checkOrdersWithDeaths(most: number): RuleOutcome {
  return tryOrders(subsets(BELIEFS, most).filter(isPossible), (order) => afterRepeats([order]))
}

function tryOrders(sets: readonly Belief[][], end: (order: readonly Belief[]) => Belief): RuleOutcome {
  const outcome = new Outcome()
  for (const set of sets) {
    const expected = strongest([START, ...set])
    for (const order of permutations(set)) {
      const got = end(order)
      outcome.add(agree(got, expected), () => `${order.map(describe).join(', ')} gives ${describe(got)}`)
    }
  }
  return outcome
}

class Outcome implements RuleOutcome {
  tried = 0
  readonly failures: string[] = []

  add(isRight: boolean, text: () => string): void {
    this.tried++
    if (!isRight && this.failures.length < MOST_FAILURES) this.failures.push(text())
  }
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield []
  for (const [i, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(i, 1))) yield [item, ...rest]
  }
}

function subsets<T>(items: readonly T[], most: number): T[][] {
  let sets: T[][] = [[]]
  for (const item of items) sets = [...sets, ...sets.filter((set) => set.length < most).map((set) => [...set, item])]
  return sets
}
