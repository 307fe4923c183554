/** Ctrl-C, the word of a service manager, a terminal that is closed. */
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Hears every signal that asks a program to end; Node would end it at once.
 * @returns what leaves them to Node again
 */
export function onEndSignals(onSignal: (signal: NodeJS.Signals) => void): () => void {
  for (const signal of END_SIGNALS) process.on(signal, onSignal)
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, onSignal)
  }
}
