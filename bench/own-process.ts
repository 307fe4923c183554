import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { inProject } from '../test/support/project.ts'

/** How a case is run. */
export interface OwnProcessOptions {
  readonly heapMib: number
  /** Told each line of the process's standard error. */
  readonly onLine?: (line: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Measures a case in a process of its own, so that the memory of one is not another's: a compiled script of this folder
 * that takes its plan as JSON and writes its figures as JSON.
 * @throws Error if it ends with another code than 0; the signal's reason
 */
export async function inOwnProcess<F>(script: string, plan: object, options: OwnProcessOptions): Promise<F> {
  const { heapMib, onLine = () => {}, signal } = options
  const flags = ['--expose-gc', `--max-old-space-size=${heapMib}`]
  const args = [...flags, inProject(`.build/bench/${script}`), JSON.stringify(plan)]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  })
  createInterface(child.stderr).on('line', onLine)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  let figures = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (figures += text))
  const code = await ended
  if (code !== 0) throw new Error(`${script} with ${JSON.stringify(plan)} ended with ${String(code)}`)
  return JSON.parse(figures) as F
}
