import type { StopKind } from '../options.ts'
import { coinRule } from './coin-rule.ts'
import { counterRule } from './counter-rule.ts'
import type { StoppingRule } from './interest.ts'
import { medianCounterRule } from './median-counter-rule.ts'
import { NO_END_RULE } from './no-end-rule.ts'

/**
 * The rule by its name.
 * @param k of coins and counters; the median counter's ctrMax
 * @param random uint32
 * @returns undefined for infect-and-die, which tells a rumour once and never carries it
 */
export function stoppingRule(kind: StopKind, k: number, random: () => number): StoppingRule | undefined {
  switch (kind) {
    case 'blind-coin':
    case 'feedback-coin':
      return coinRule(k, kind === 'blind-coin', random)
    case 'blind-counter':
    case 'feedback-counter':
      return counterRule(k, kind === 'blind-counter')
    case 'median-counter':
      return medianCounterRule(k)
    case 'no-end':
      return NO_END_RULE
    default:
      return undefined
  }
}
