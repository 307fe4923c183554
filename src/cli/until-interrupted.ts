import { onEndSignals } from './end-signals.ts'
import { CliError, EXIT } from './exit-codes.ts'

/** Runs something that the first signal cancels; a second one ends the process without asking. */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cancel = new AbortController()
  const stopListening = onEndSignals(() => {
    if (cancel.signal.aborted) process.exit(EXIT.interrupted)
    cancel.abort(new CliError(EXIT.interrupted, 'interrupted'))
  })
  try {
    return await run(cancel.signal)
  } finally {
    stopListening()
  }
}
