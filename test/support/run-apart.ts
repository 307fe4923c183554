import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { tracked } from './tracked-child.ts'

/** Runs a function of a compiled module in a process of its own, with the collector at hand (`gc`). */
export interface ApartOptions {
  /** Told each line that the process writes to standard error. */
  readonly progress: (text: string) => void
  readonly signal?: AbortSignal | undefined
  /** For Node itself, such as the room for its heap. */
  readonly nodeFlags?: readonly string[]
}

/**
 * Starts a compiled script with a plan and gives what it prints as JSON.
 * @param script such as "test/crowd/crowd-process.js", as compiled
 * @throws Error if the process does not end well
 */
export async function runApart<T>(script: string, plan: unknown, options: ApartOptions): Promise<T> {
  const { progress, signal, nodeFlags = [] } = options
  const path = fileURLToPath(new URL(`../../${script}`, import.meta.url))
  const args = ['--expose-gc', ...nodeFlags, path, JSON.stringify(plan)]
  const child = tracked(spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal && { signal }) }))
  let output = ''
  let lastWords = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  createInterface(child.stderr).on('line', (line) => {
    lastWords = `${lastWords}\n${line}`.slice(-4000)
    progress(line)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${script} ended with ${code}:${lastWords}`)
  return JSON.parse(output) as T
}

/** Whether this code was compiled, so that its like can be run as a process. */
export function isCompiled(): boolean {
  return import.meta.url.endsWith('.js')
}

/** What a script for {@link runApart} does: takes its plan, prints what comes of it. */
export async function answerApart<P>(run: (plan: P, progress: (text: string) => void) => unknown): Promise<void> {
  const result = await run(JSON.parse(process.argv[2] ?? '{}') as P, (text) => process.stderr.write(`${text}\n`))
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
