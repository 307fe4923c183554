import { HearsayAgent } from '../test/support/hearsay-agent.ts'
import { SerfAgent } from '../test/support/serf-agent.ts'
import { waitUntil } from '../test/support/wait-until.ts'

/** One agent under measurement, of either kind. */
export interface BenchMember {
  readonly name: string
  readonly address: string
  readonly pid: number
  start(join?: string): Promise<void>
  kill(): Promise<void>
  join(address: string): Promise<void>
  statuses(): Promise<Record<string, string>>
  fire(event: string): Promise<void>
  /** Calls back with each user event's name and the moment (performance.now) at which it was heard of. */
  onUserEvent(listener: (name: string, at: number) => void): Promise<void>
  /** Milliseconds of `performance.now` at which this agent shows `name` as failed. */
  seesFailed(name: string, limitMs: number): Promise<number>
}

/** How often members are asked what they see, ms. */
export const POLL_MS = 10

/** A Serf agent, asked over IPC as its own command line does. */
export class SerfMember implements BenchMember {
  readonly #agent: SerfAgent

  constructor(program: string, name: string, port: number) {
    this.#agent = new SerfAgent({ program, name, port, rpcPort: port + 1, args: ['-profile=lan'] })
  }

  get name(): string {
    return this.#agent.name
  }

  get address(): string {
    return this.#agent.address
  }

  get pid(): number {
    return this.#agent.process.pid
  }

  async start(join?: string): Promise<void> {
    await this.#agent.start(join)
  }

  kill(): Promise<void> {
    return this.#agent.kill()
  }

  join(address: string): Promise<void> {
    return this.#agent.ipc.join(address)
  }

  statuses(): Promise<Record<string, string>> {
    return this.#agent.statuses()
  }

  fire(event: string): Promise<void> {
    return this.#agent.ipc.event(event, Buffer.from('payload'))
  }

  async onUserEvent(listener: (name: string, at: number) => void): Promise<void> {
    await this.#agent.ipc.stream('user', (record) => listener(record.Name ?? '', performance.now()))
  }

  /** Its event stream lags by a second for coalescing, so the member list is polled, which does not. */
  async seesFailed(name: string, limitMs: number): Promise<number> {
    const isSo = async (): Promise<boolean> => (await this.statuses())[name] === 'failed'
    await waitUntil(`${this.name} sees ${name} failed`, isSo, { limitMs, everyMs: POLL_MS })
    return performance.now()
  }
}

/** A hearsay agent, asked over HTTP. */
export class HearsayMember implements BenchMember {
  readonly #agent: HearsayAgent
  readonly #failed = new Map<string, number>()
  #onUserEvent: (name: string, at: number) => void = () => {}
  #stop: () => void = () => {}

  constructor(name: string, port: number) {
    this.#agent = new HearsayAgent({ name, port, httpPort: port + 1, args: ['--profile', 'lan'] })
  }

  get name(): string {
    return this.#agent.name
  }

  get address(): string {
    return this.#agent.address
  }

  get pid(): number {
    return this.#agent.process.pid
  }

  /** Packets that it counts itself. */
  async packetsSent(): Promise<number> {
    return (await this.#agent.stats()).packetsSent
  }

  async start(join?: string): Promise<void> {
    await this.#agent.start(join)
    this.#stop = await this.#agent.follow((event) => {
      if (event.type === 'event') this.#onUserEvent(event.event.name, performance.now())
      else if (event.type === 'fail') this.#failed.set(event.member.name, performance.now())
      else if (event.type === 'join') this.#failed.delete(event.member.name)
    })
  }

  async kill(): Promise<void> {
    this.#stop()
    await this.#agent.kill()
  }

  join(address: string): Promise<void> {
    return this.#agent.join(address)
  }

  statuses(): Promise<Record<string, string>> {
    return this.#agent.statuses()
  }

  fire(event: string): Promise<void> {
    return this.#agent.event(event, 'payload')
  }

  async onUserEvent(listener: (name: string, at: number) => void): Promise<void> {
    this.#onUserEvent = listener
  }

  async seesFailed(name: string, limitMs: number): Promise<number> {
    const isSo = (): boolean => this.#failed.has(name)
    await waitUntil(`${this.name} sees ${name} failed`, isSo, { limitMs, everyMs: POLL_MS })
    return this.#failed.get(name) ?? Number.NaN
  }
}
