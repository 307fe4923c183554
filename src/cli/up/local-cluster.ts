import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLine } from '../../agent/index.ts'
import { LocalAgent } from './local-agent.ts'
import { allSeeAllAlive, memberState, whoSeesFailed } from './member-state.ts'
import type { MemberLine, UpFact, UpLine } from './up-line.ts'

/** How to make a local cluster. */
export interface LocalClusterOptions {
  readonly nodes: number
  /** Arguments of `hearsay agent` that all get. */
  readonly args: readonly string[]
}

/** How often every agent is asked what it sees, ms. */
const LOOK_MS = 200
const ZONES = ['a', 'b', 'c']
/** One event of ours in the cluster. */
interface Fired {
  readonly id: string
  readonly at: number
}

/** Several agents on loopback, and what they know of each other. Emits every fact as a `line`. */
export class LocalCluster extends EventEmitter<{ line: [line: UpLine] }> implements AsyncDisposable {
  readonly agents: readonly LocalAgent[]
  readonly #startedAt = performance.now()
  readonly #killedAt = new Map<string, number>()
  readonly #stop = new AbortController()
  #fired: Fired | undefined
  #fires = 0
  #isWhole = false
  #brokenAt = performance.now()

  constructor({ nodes, args }: LocalClusterOptions) {
    super()
    const listener = {
      onEvent: (agent: LocalAgent, event: EventLine) => this.#onEvent(agent, event),
      onExit: (agent: LocalAgent) => this.#onExit(agent),
    }
    this.agents = Array.from({ length: nodes }, (_, i) => {
      const tags = ['--tag', `zone=${ZONES[i % ZONES.length]}`]
      return new LocalAgent(`n${i + 1}`, [...args, ...tags], listener)
    })
  }

  /** Whether every agent sees every one alive. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  /** Starts the first agent, then the others, which join it. @throws Error if one does not start */
  async start(): Promise<void> {
    const [first, ...others] = this.agents as [LocalAgent, ...LocalAgent[]]
    await this.#startAgent(first, [])
    void this.#look()
    await Promise.all(others.map((agent) => this.#startAgent(agent, [first.address])))
  }

  /** Ends an agent as a power cut would. */
  async kill(agent: LocalAgent): Promise<void> {
    if (agent.state === 'down') return
    this.#tell({ type: 'agent-killed', name: agent.name })
    await agent.kill()
  }

  pause(agent: LocalAgent): void {
    agent.pause()
    if (agent.state === 'paused') this.#tell({ type: 'agent-paused', name: agent.name })
  }

  resume(agent: LocalAgent): void {
    const isPaused = agent.state === 'paused'
    agent.resume()
    if (isPaused) this.#tell({ type: 'agent-resumed', name: agent.name })
  }

  /** Ends an agent if it runs, and starts it again under its old address. */
  async restart(agent: LocalAgent): Promise<void> {
    await this.kill(agent)
    const seeds = this.agents.filter((other) => other !== agent && other.state === 'running')
    await this.#startAgent(
      agent,
      seeds.slice(0, 3).map((seed) => seed.address),
    )
  }

  /** Fires an event from an agent; its arrivals are told one by one. */
  async fire(agent: LocalAgent): Promise<void> {
    if (agent.state !== 'running') return
    const id = `up-${++this.#fires}`
    this.#fired = { id, at: Date.now() }
    this.#tell({ type: 'event-fired', id, by: agent.name })
    await agent.fire(id, 'hello').catch((error: unknown) => this.problem(`event ${id} was not sent`, error))
  }

  /** Says that something did not work. */
  problem(what: string, error: unknown): void {
    this.#tell({ type: 'problem', message: `${what}: ${error instanceof Error ? error.message : String(error)}` })
  }

  /** Resolves when it is so. @throws the signal's reason */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isSo()) await sleep(LOOK_MS / 2, undefined, { signal })
  }

  /** Tells every member's state as a line. */
  tellState(): void {
    this.#tell({ type: 'state', members: this.state() })
  }

  /** Every member as most others see it. */
  state(): MemberLine[] {
    return this.agents.map((agent) => ({
      name: agent.name,
      address: agent.address,
      http: agent.http,
      pid: agent.state === 'down' ? null : (agent.pid ?? null),
      process: agent.state,
      ...memberState(agent.name, this.agents),
      incarnation: agent.stats?.incarnation ?? null,
      health: agent.stats?.health ?? null,
      tags: agent.members.find((member) => member.self)?.tags ?? {},
      packetsSentPerSecond: agent.rates.sent,
      packetsReceivedPerSecond: agent.rates.received,
    }))
  }

  /** Kills whatever still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.agents.map((agent) => agent.kill()))
    this.#tell({ type: 'ended', afterMs: Math.round(performance.now() - this.#startedAt) })
  }

  /** Once the end has begun nothing is started any more: nobody would end it. */
  async #startAgent(agent: LocalAgent, seeds: readonly string[]): Promise<void> {
    if (this.#stop.signal.aborted) return
    this.#killedAt.delete(agent.name) // from here on, what the others say of it is of its new life
    await agent.start(seeds)
    const { name, pid = 0, address, http } = agent
    this.#tell({ type: 'agent-started', name, pid, address, http })
  }

  /** Asks everybody again and again, and tells when the whole picture changes. */
  async #look(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await Promise.all(this.agents.map((agent) => agent.refresh()))
      this.#judgeWhole()
      this.#judgeFailed()
      await sleep(LOOK_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  #judgeWhole(): void {
    const isWhole = allSeeAllAlive(this.agents)
    if (isWhole === this.#isWhole) return
    this.#isWhole = isWhole
    if (!isWhole) this.#brokenAt = performance.now()
    else {
      const afterMs = Math.round(performance.now() - this.#brokenAt)
      this.#tell({ type: 'all-alive', members: this.agents.length, afterMs })
    }
  }

  #judgeFailed(): void {
    for (const [name, at] of this.#killedAt) {
      const survivors = this.agents.filter((agent) => agent.name !== name && agent.state === 'running')
      const by = whoSeesFailed(name, this.agents)
      if (by.length < survivors.length || by.length === 0) continue
      this.#killedAt.delete(name)
      const afterMs = Math.round(performance.now() - at)
      this.#tell({ type: 'failed-everywhere', name, by: by.map((agent) => agent.name), afterMs })
    }
  }

  #onEvent(agent: LocalAgent, event: EventLine): void {
    if (event.type === 'event') {
      if (event.event.name !== this.#fired?.id) return
      const afterMs = Math.max(0, Math.round(event.at - this.#fired.at))
      this.#tell({ type: 'event-arrived', id: this.#fired.id, by: agent.name, afterMs })
    } else if ('member' in event) {
      this.#tell({ type: 'told', by: agent.name, what: event.type, member: event.member.name })
    }
  }

  #onExit(agent: LocalAgent): void {
    if (this.#stop.signal.aborted) return
    this.#killedAt.set(agent.name, performance.now())
    this.#tell({ type: 'agent-ended', name: agent.name })
  }

  #tell(fact: UpFact): void {
    this.emit('line', { schema: 1, at: Date.now(), ...fact })
  }
}
