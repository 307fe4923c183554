import type { OverlayNode, OverlayRun } from './overlay-run.ts'

/**
 * Percent of the live nodes from which on all are reached, as far as figures of papers can be read. With 90 % failed a few
 * nodes know nobody who lives, and no protocol can find them.
 */
const ALL_PERCENT = 99.5
const MESSAGES = 3

/** Whether messages of random nodes reach all: most of three do. */
export function isHealed(run: OverlayRun<OverlayNode>, messageMs: number): boolean {
  const whole = Array.from({ length: MESSAGES }, () => run.reliability(run.broadcast(messageMs))).filter(
    (percent) => percent >= ALL_PERCENT,
  )
  return 2 * whole.length > MESSAGES
}

/** Messages that {@link isHealed} sends. */
export const HEALED_MESSAGES: number = MESSAGES
