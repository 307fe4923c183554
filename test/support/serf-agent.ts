import { TestProcess } from './child-process.ts'
import { SerfIpc } from './serf-ipc.ts'
import { waitUntil } from './wait-until.ts'

/** How to run a Serf agent. */
export interface SerfAgentOptions {
  readonly program: string
  readonly name: string
  readonly port: number
  readonly rpcPort: number
  readonly args?: readonly string[]
  /** Hears every line of its log. */
  readonly onLine?: (line: string) => void
}

/** A real Serf agent on loopback, and a connection to ask it. */
export class SerfAgent {
  readonly options: SerfAgentOptions
  #process: TestProcess | undefined
  #ipc: SerfIpc | undefined

  constructor(options: SerfAgentOptions) {
    this.options = options
  }

  get name(): string {
    return this.options.name
  }

  get address(): string {
    return `127.0.0.1:${this.options.port}`
  }

  /** Its present process, or the last one. @throws Error if it was never started */
  get process(): TestProcess {
    if (this.#process === undefined) throw new Error(`serf agent ${this.name} was not started`)
    return this.#process
  }

  /** The connection to it. @throws Error if it has never answered */
  get ipc(): SerfIpc {
    if (this.#ipc === undefined) throw new Error(`serf agent ${this.name} has never answered`)
    return this.#ipc
  }

  /** Starts it, or starts it again, and waits until it answers. */
  async start(join?: string): Promise<this> {
    const { program, name, port, rpcPort, args = [], onLine } = this.options
    const joining = join === undefined ? [] : [`-join=${join}`]
    const fixed = ['agent', `-node=${name}`, `-bind=127.0.0.1:${port}`, `-rpc-addr=127.0.0.1:${rpcPort}`]
    this.#process = new TestProcess(program, [...fixed, '-log-level=info', ...args, ...joining], {}, onLine)
    await waitUntil(`serf agent ${name} answers`, () => this.#connect(), {
      seen: () => this.process.output.slice(-500),
    })
    return this
  }

  /** Name → status. */
  async statuses(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.ipc.members()).map((member) => [member.Name, member.Status]))
  }

  /** Ends it without a word, if it was started. */
  async kill(): Promise<void> {
    this.#ipc?.close()
    await this.#process?.kill()
  }

  async #connect(): Promise<boolean> {
    try {
      this.#ipc = await SerfIpc.open(this.options.rpcPort)
      return true
    } catch {
      return false
    }
  }
}
