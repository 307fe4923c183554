import type { EventLine } from '../../agent/index.ts'
import type { Member, NodeStats } from '../../node/api.ts'
import { AgentClient } from '../agent-client.ts'
import { type AgentPlace, type AgentProcess, spawnAgent } from './spawn-agent.ts'

/** What an agent's process is doing. */
export type ProcessState = 'starting' | 'running' | 'paused' | 'down'

/** What an agent's owner is told. */
export interface LocalAgentListener {
  onEvent(agent: LocalAgent, event: EventLine): void
  onExit(agent: LocalAgent): void
}

/** A request that takes longer is given up, ms: a paused agent does not answer. */
const ASK_LIMIT_MS = 1000

/** One agent on loopback, as a process that we start, stop and ask. */
export class LocalAgent {
  readonly name: string
  /** What it sees. */
  members: readonly Member[] = []
  stats: NodeStats | undefined
  readonly #args: readonly string[]
  readonly #listener: LocalAgentListener
  readonly #rates = new Rates()
  #state: ProcessState = 'down'
  #place: AgentPlace | undefined
  #process: AgentProcess | undefined

  /** @param args of `hearsay agent`, its ports left out */
  constructor(name: string, args: readonly string[], listener: LocalAgentListener) {
    this.name = name
    this.#args = args
    this.#listener = listener
  }

  get state(): ProcessState {
    return this.#state
  }

  get pid(): number | undefined {
    return this.#process?.child.pid
  }

  /** "host:port" of gossip; empty until it has started once. */
  get address(): string {
    return this.#place?.address ?? ''
  }

  /** "host:port" of HTTP. */
  get http(): string {
    return this.#place?.http ?? ''
  }

  /** Packets a second, sent and received, over the last look. */
  get rates(): { readonly sent: number; readonly received: number } {
    return this.#rates
  }

  /**
   * Starts its process, under the ports that it had before.
   * @throws Error with what it said if it ends before it listens
   */
  async start(seeds: readonly string[]): Promise<void> {
    this.#state = 'starting'
    const { address = ANY_PORT, http = ANY_PORT } = this.#place ?? {}
    const joins = seeds.flatMap((seed) => ['--join', seed])
    const args = [
      '--name',
      this.name,
      '--bind',
      address,
      '--http',
      http,
      '--log-level',
      'warn',
      ...this.#args,
      ...joins,
    ]
    const process = spawnAgent(args)
    this.#process = process
    void process.exited.then(() => this.#onExit(process))
    this.#place = await process.started
    this.#state = 'running'
    void this.#follow(process)
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.#process?.child.kill('SIGKILL')
    await this.#process?.exited
  }

  /** Stops it, so that it neither hears nor answers. */
  pause(): void {
    if (this.#state === 'running' && this.#process?.child.kill('SIGSTOP') === true) this.#state = 'paused'
  }

  /** Lets it go on. */
  resume(): void {
    if (this.#state === 'paused' && this.#process?.child.kill('SIGCONT') === true) this.#state = 'running'
  }

  async fire(name: string, payload: string): Promise<void> {
    await this.#client().event(name, Buffer.from(payload), false)
  }

  /** Asks what it sees; what it does not answer in time stays as it was. */
  async refresh(): Promise<void> {
    if (this.#state !== 'running') return
    const limit = AbortSignal.timeout(ASK_LIMIT_MS)
    try {
      const [{ members }, stats] = await Promise.all([this.#client().members(limit), this.#client().stats(limit)])
      this.members = members
      this.stats = stats
      this.#rates.take(stats)
    } catch {
      // it is being paused or has ended; the next look will tell
    }
  }

  #client(): AgentClient {
    return new AgentClient(this.http)
  }

  async #follow(process: AgentProcess): Promise<void> {
    try {
      for await (const event of this.#client().events([])) {
        if (this.#process === process) this.#listener.onEvent(this, event)
      }
    } catch {
      // its end is told by onExit
    }
  }

  #onExit(process: AgentProcess): void {
    if (this.#process !== process) return
    this.#state = 'down'
    this.members = []
    this.stats = undefined
    this.#rates.reset()
    this.#listener.onExit(this)
  }
}

const ANY_PORT = '127.0.0.1:0'

/** Counters become rates. */
class Rates {
  sent = 0
  received = 0
  #last: { readonly at: number; readonly sent: number; readonly received: number } | undefined

  take({ packetsSent: sent, packetsReceived: received }: NodeStats): void {
    const at = performance.now()
    const last = this.#last
    if (last !== undefined && at - last.at < LEAST_SPAN_MS) return
    this.#last = { at, sent, received }
    if (last === undefined) return
    const seconds = (at - last.at) / 1000
    this.sent = (sent - last.sent) / seconds
    this.received = (received - last.received) / seconds
  }

  reset(): void {
    this.#last = undefined
    this.sent = 0
    this.received = 0
  }
}

/** Over less, a few packets would make the figure jump. */
const LEAST_SPAN_MS = 900
