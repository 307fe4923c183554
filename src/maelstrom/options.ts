import { checkedNumbers } from '../base/checked-numbers.ts'

/** Settings of a node under Maelstrom. */
export interface NodeOptions {
  /**
   * How long what goes to one peer waits for more, ms, at each of two hops. Default 5 (our choice: hardly later, and
   * an eighth fewer messages at 50 posts a second).
   */
  readonly batchMs: number
}

const NODE_DEFAULTS: NodeOptions = { batchMs: 5 }

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function nodeOptions(given: Partial<NodeOptions> = {}): NodeOptions {
  return checkedNumbers('maelstrom', NODE_DEFAULTS, { batchMs: { least: 0, most: 60_000 } }, given)
}
