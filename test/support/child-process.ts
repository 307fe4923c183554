import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { tracked } from './tracked-child.ts'

/** A program that a test runs; it never outlives the test's process. */
export class TestProcess {
  readonly child: ChildProcess
  /** Resolves when it is gone; the last of its output may still be on its way. */
  readonly exited: Promise<void>
  /** Resolves when it is gone, and all that it and its children wrote has been read. */
  readonly closed: Promise<void>
  /** The last of what it wrote, for messages about failures. */
  output = ''

  /** @param onLine hears every line that it writes, on either stream */
  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    onLine?: (line: string) => void,
  ) {
    this.child = tracked(spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } }))
    this.exited = new Promise((resolve) => {
      this.child.once('error', () => resolve())
      this.child.once('exit', () => resolve())
    })
    this.closed = new Promise((resolve) => {
      this.child.once('error', () => resolve())
      this.child.once('close', () => resolve())
    })
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null && onLine !== undefined) createInterface({ input: stream }).on('line', onLine)
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output = (this.output + text).slice(-20_000)
      })
    }
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  /** Ends it without a word and waits until it is gone. */
  kill(): Promise<void> {
    this.child.kill('SIGKILL')
    return this.exited
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}
