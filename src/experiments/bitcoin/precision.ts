/** How well guesses tell who sent what. */
export interface Precision {
  /**
   * The mean over all senders of 1/k if the sender is guessed for its own message and for k messages in all, else 0
   * (Dandelion, SIGMETRICS 2017, section 2): who is guessed for everything is hardly found out.
   */
  readonly precision: number
  /** The share of messages whose sender is guessed right. */
  readonly recall: number
}

/**
 * Judges guesses.
 * @param origins by message: who sent it; each sends one
 * @param guesses by message: who is held for its sender
 */
export function precisionOf(origins: readonly number[], guesses: readonly (number | undefined)[]): Precision {
  const times = new Map<number, number>()
  for (const guess of guesses) if (guess !== undefined) times.set(guess, (times.get(guess) ?? 0) + 1)
  const right = origins.filter((origin, message) => guesses[message] === origin)
  const precision = right.reduce((sum, origin) => sum + 1 / (times.get(origin) as number), 0) / origins.length
  return { precision, recall: right.length / origins.length }
}
