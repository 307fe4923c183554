import { breathe } from '../measure.ts'

/** Some 10 ms of work, so that an interruption is soon heard. */
const STEP_EVENTS = 10_000

/**
 * Executes up to `most` events of a simulation, and lets other things run now and then.
 * @param advance executes at most so many; fewer if that is all there is
 * @throws the signal's reason
 */
export async function inSteps(
  advance: (events: number) => number,
  signal: AbortSignal,
  most: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  for (let left = most; left > 0; ) {
    const step = Math.min(STEP_EVENTS, left)
    const done = advance(step)
    await breathe(signal)
    if (done < step) return
    left -= done
  }
}
