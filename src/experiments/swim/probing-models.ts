import { below } from '../../base/rng.ts'

/** SWIM as its analysis has it (section 3.1): each period every member probes one random other member. */
export function randomFirstDetection(members: number, random: () => number): number {
  for (let period = 1; ; period++) {
    for (let member = 1; member < members; member++) if (below(random, members - 1) === 0) return period
  }
}

/** The period in which one member that probes at random reaches one other. */
export function randomWait(members: number, random: () => number): number {
  for (let period = 1; ; period++) if (below(random, members - 1) === 0) return period
}

/** The mean of the first detection with random probing: 1 / (1 − (1 − 1/(n−1))^(n−1)). */
export function meanOfRandom(members: number): number {
  return 1 / (1 - (1 - 1 / (members - 1)) ** (members - 1))
}

/**
 * The mean of the first detection with round-robin probing, when all members have probed equally many of their turn:
 * a member that has `done` of m behind it has probed the victim already with probability done/m, and will not again
 * before its next turn.
 */
export function meanOfRoundRobin(members: number): number {
  const others = members - 1
  let sum = 0
  for (let done = 0; done < others; done++) {
    for (let periods = 0; periods < 2 * others - done; periods++) sum += stillUnprobed(others, done, periods) ** others
  }
  return sum / others
}

function stillUnprobed(others: number, done: number, periods: number): number {
  const left = others - done
  return periods <= left ? 1 - periods / others : (done / others) * (1 - (periods - left) / others)
}
