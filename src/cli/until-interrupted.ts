import { CliError, EXIT } from '../exit-codes.ts'

/** Runs something that the first SIGINT cancels; a second one ends the process without asking. */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController()
  const stop = (): void => abort.abort(new CliError(EXIT.interrupted, 'interrupted'))
  process.once('SIGINT', stop)
  try {
    return await run(abort.signal)
  } finally {
    process.off('SIGINT', stop)
  }
}
