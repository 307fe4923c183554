import type { SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'

const BLOCKS = 100

/**
 * Whether a large message needs time in proportion to n, as a bound of n/B would have it. A tree in which each member
 * passes blocks on while others still come shows what is possible, and a bound cannot demand more than that.
 */
export const largeMessageRun: SmallRun = {
  says: 'a message of 100 blocks down a binary tree of 15, 255 and 4095, each member sending one block per round',
  run: () => {
    const [small, middle, large] = [15, 255, 4095].map(treeRounds) as [number, number, number]
    const figures = {
      'rounds among 15': exactly(small),
      'rounds among 255': exactly(middle),
      'rounds among 4095': exactly(large),
      'rounds among 4095 by the bound': exactly(4095 * BLOCKS),
    }
    return { figures, verdict: large < 4095 * BLOCKS ? 'wrong' : 'right' }
  },
}

/** Rounds until the last member has the last block. */
function treeRounds(n: number): number {
  const arrivals: number[][] = [new Array<number>(BLOCKS).fill(0)]
  let last = 0
  for (let self = 0; 2 * self + 2 < n; self++) {
    const [left, right] = forward(arrivals[self] as number[])
    arrivals.push(left, right)
    last = Math.max(last, right.at(-1) as number)
  }
  return last
}

/** When both children have each block: a block is sent on once it is there, one per round, to one child after the other. */
function forward(arrived: readonly number[]): [number[], number[]] {
  const [left, right]: [number[], number[]] = [[], []]
  let now = 0
  for (const at of arrived) {
    now = Math.max(now, at) + 1
    left.push(now)
    right.push(++now)
  }
  return [left, right]
}
