import { CliError, EXIT } from './exit-codes.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Runs something that the first signal cancels; a second one ends the process without asking. */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const cancel = new AbortController()
  const stop = (): void => {
    if (cancel.signal.aborted) process.exit(EXIT.interrupted)
    cancel.abort(new CliError(EXIT.interrupted, 'interrupted'))
  }
  for (const signal of SIGNALS) process.on(signal, stop)
  try {
    return await run(cancel.signal)
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}
