import { readFileSync, writeFileSync } from 'node:fs'
import { CliError, EXIT } from '../exit-codes.ts'

/** The text of a file; "-" is standard input. @throws CliError that names the file */
export function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new CliError(EXIT.usage, `cannot read ${file}: ${reason(error)}`, { cause: error })
  }
}

/** @throws CliError that names the file */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new CliError(EXIT.failed, `cannot write ${file}: ${reason(error)}`, { cause: error })
  }
}

/** Does what may refuse a file that the user gave. @throws CliError with the refusal's words */
export function refusing<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new CliError(EXIT.usage, reason(error), { cause: error })
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
