import { Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { vi } from 'vitest'
import { main } from '../../src/cli/program.ts'
import type { ProgramEnd } from './run-program.ts'

/** What a command line finds when it is run. */
export interface CliSurroundings {
  /** Whether standard output is a terminal; default no. */
  readonly isTerminal?: boolean
  /** What standard input holds. */
  readonly input?: readonly Uint8Array[]
  /** Told of standard output as it is written. */
  readonly onOutput?: (text: string) => void
}

/**
 * Runs a command line within this process. It must be one that ends by itself, and only one may run at a time: it writes
 * to this process's own streams, which are caught meanwhile. Colours, which depend on where a test runs, are taken away.
 */
export async function runCli(args: readonly string[], surroundings: CliSurroundings = {}): Promise<ProgramEnd> {
  const { isTerminal = false, input = [], onOutput } = surroundings
  const before = { exitCode: process.exitCode, isTTY: process.stdout.isTTY }
  const stdout = caught(process.stdout, onOutput)
  const stderr = caught(process.stderr)
  const stdin = vi
    .spyOn(process, 'stdin', 'get')
    .mockReturnValue(Readable.from(input) as unknown as typeof process.stdin)
  process.stdout.isTTY = isTerminal
  process.exitCode = undefined
  try {
    await main(args)
    return { code: endCode(), stdout: stdout.text(), stderr: stderr.text() }
  } finally {
    process.exitCode = before.exitCode
    process.stdout.isTTY = before.isTTY
    for (const { restore } of [stdout, stderr]) restore()
    stdin.mockRestore()
  }
}

function endCode(): number {
  return Number(process.exitCode ?? 0)
}

function caught(
  stream: NodeJS.WriteStream,
  onText: (text: string) => void = () => {},
): { text: () => string; restore: () => void } {
  let text = ''
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    const more = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    text += more
    onText(more)
    return true
  })
  return { text: () => stripVTControlCharacters(text), restore: () => spy.mockRestore() }
}
