import { spawn } from 'node:child_process'
import { tracked } from './tracked-child.ts'

/** How a program ended. */
export interface ProgramEnd {
  /** Exit code; -1 if a signal ended it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What a program is run with. */
export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Written to its standard input. */
  readonly input?: string
  readonly limitMs?: number
  readonly signal?: AbortSignal
}

/** Runs a program to its end. Rejects if it cannot be started or the signal ends it, never for how it ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramEnd> {
  const { cwd, env, input, limitMs = 60_000, signal } = options
  return new Promise((resolve, reject) => {
    const child = tracked(
      spawn(program, args, {
        env: { ...process.env, ...env },
        timeout: limitMs,
        ...(cwd === undefined ? {} : { cwd }),
        ...(signal === undefined ? {} : { signal }),
      }),
    )
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))
    child.stdin.on('error', () => {}) // it may end before it has read everything
    child.stdin.end(input ?? '')
  })
}
