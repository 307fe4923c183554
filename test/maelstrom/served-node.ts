import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Envelope, readEnvelope, type WorkloadName, writeEnvelope } from '../../src/maelstrom/index.ts'
import { HEARSAY } from '../support/project.ts'
import { tracked } from '../support/tracked-child.ts'

/** `hearsay maelstrom` as a process, as Maelstrom would run it. */
export class ServedNode {
  readonly name: string
  readonly #child: ChildProcessWithoutNullStreams
  readonly #exited: Promise<void>
  /** The last of what it complained of. */
  complaints = ''
  /** Lines on standard output that were no messages: Maelstrom would end the test. */
  readonly strayLines: string[] = []

  constructor(name: string, workload: WorkloadName, args: readonly string[], onMessage: (message: Envelope) => void) {
    this.name = name
    this.#child = tracked(spawn(process.execPath, [HEARSAY, 'maelstrom', workload, ...args]))
    this.#exited = new Promise((resolve) => this.#child.once('close', () => resolve()))
    this.#child.stdin.on('error', () => {}) // it has ended; whoever waits for its answer learns of it
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaints = (this.complaints + text).slice(-5000)
    })
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const read = readEnvelope(line)
      if ('reason' in read) this.strayLines.push(line)
      else onMessage(read)
    })
  }

  /** Undefined while it runs. */
  get exitCode(): number | null {
    return this.#child.exitCode
  }

  send({ src = '', body }: Envelope): void {
    this.write(writeEnvelope(src, this.name, body))
  }

  /** Any line. */
  write(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  /** Ends its input, which ends it. */
  async stop(): Promise<void> {
    this.#child.stdin.end()
    await this.#exited
  }
}
