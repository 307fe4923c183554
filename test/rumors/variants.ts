import type { RumorOptions } from '../../src/dissemination/index.ts'

/** A way of spreading rumours, and what it promises in a cluster that is whole. */
export interface Variant {
  readonly name: string
  readonly options: Partial<RumorOptions>
  /** Whether a rumour that begins in peace reaches everybody. */
  readonly isComplete: boolean
  /** Whether a rumour that somebody still carries after the faults reaches everybody. */
  readonly isLasting: boolean
}

function variant(
  mode: 'push' | 'pull' | 'push-pull',
  stop: RumorOptions['stop'],
  more: Partial<RumorOptions>,
): Variant {
  const isLasting = stop === 'no-end' && mode !== 'push'
  return { name: `${mode}, ${stop}`, options: { mode, stop, ...more }, isComplete: mode !== 'push', isLasting }
}

/** 60 s of memory of who has no other end; enough of it is left for what is young. */
const LONG = { cutOff: 300 }

/** Every mode and every rule, payloads at once and on request. */
export const VARIANTS: readonly Variant[] = [
  variant('push-pull', 'feedback-counter', {}),
  variant('pull', 'no-end', LONG),
  variant('push', 'feedback-counter', { k: 3 }),
  variant('push-pull', 'median-counter', { bodies: 'at-once' }),
  variant('pull', 'feedback-counter', { bodies: 'at-once' }),
  variant('push', 'infect-and-die', { fanout: 4, bodies: 'at-once' }),
  variant('push-pull', 'no-end', { ...LONG, bodies: 'at-once' }),
  variant('push', 'blind-coin', { bodies: 'at-once' }),
  variant('pull', 'feedback-counter', {}),
  variant('push', 'feedback-coin', {}),
  variant('push-pull', 'median-counter', {}),
  variant('push', 'blind-counter', { k: 6 }),
  variant('push-pull', 'no-end', LONG),
  variant('push', 'infect-and-die', { fanout: 4, fanoutLaw: 'poisson' }),
]
