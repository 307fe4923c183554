import { Rng } from '../../../base/rng.ts'
import { SynchronousSpread } from '../../spreading/synchronous-spread.ts'
import type { SmallRun } from '../ledger-entry.ts'
import { exactly } from './figures.ts'

const N = 1000

/** That n − 1 messages are needed and, with a tree, enough. */
export const leastMessagesRun: SmallRun = {
  says: 'messages that a tree of 1000 needs, and the fewest of 200 runs of push, beside n − 1',
  run: (seed) => {
    const rng = new Rng(seed)
    const counts = Array.from({ length: 200 }, () => {
      const spread = new SynchronousSpread({ n: N, calls: 'push', random: () => rng.next() })
      spread.runToEnd()
      return spread.messages
    })
    const [tree, fewest] = [treeMessages(), Math.min(...counts)]
    const figures = { 'by a tree': exactly(tree), 'by push, fewest': exactly(fewest), 'n − 1': exactly(N - 1) }
    return { figures, verdict: tree === N - 1 && fewest >= N - 1 ? 'right' : 'wrong' }
  },
}

/** Everyone tells the two below. */
function treeMessages(): number {
  let messages = 0
  for (let self = 0; self < N; self++) {
    for (const child of [2 * self + 1, 2 * self + 2]) if (child < N) messages++
  }
  return messages
}
