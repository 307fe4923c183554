import { setTimeout as sleep } from 'node:timers/promises'
import type { SwimOptions } from '../../src/membership/swim/options.ts'
import { freePorts } from '../../test/support/free-ports.ts'
import type { Host, MakeHost } from './host.ts'
import { type Fact, monotonicMs, type NodePlace, type Sent } from './node-host.ts'

/** How to spread real nodes over processes. */
export interface LoopbackOptions {
  readonly nodes: number
  /** Nodes that have a process of their own, which can be killed. */
  readonly mortals: number
  /** Nodes in each of the other processes, at most. */
  readonly perProcess: number
  readonly swim: Partial<SwimOptions>
  readonly loss: number
  readonly makeHost: MakeHost
  readonly signal: AbortSignal
}

const OPEN_LIMIT_MS = 60_000

/** Waits for a fact from each of some nodes. */
interface Awaited {
  readonly pending: Set<string>
  readonly type: Fact['type']
  readonly of: string
  readonly resolve: (at: number) => void
}

/** A process, and who lives in it. */
interface Dwelling {
  host: Host
  readonly places: readonly NodePlace[]
}

/** Real nodes on loopback, over UDP and TCP, in several processes. */
export class LoopbackCluster implements AsyncDisposable {
  /** Told of members that live. */
  falseDeaths = 0
  readonly #options: LoopbackOptions
  readonly #dwellings: Dwelling[] = []
  readonly #dead = new Set<string>()
  readonly #awaited = new Set<Awaited>()

  private constructor(options: LoopbackOptions) {
    this.#options = options
  }

  /** Starts the nodes and waits until all know all. */
  static async open(options: LoopbackOptions): Promise<LoopbackCluster> {
    const cluster = new LoopbackCluster(options)
    try {
      await cluster.#open()
      return cluster
    } catch (error) {
      await cluster[Symbol.asyncDispose]()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#dwellings.map(({ host }) => host.kill()))
  }

  /** Names of all nodes; those that can die come first. */
  get names(): string[] {
    return this.#dwellings.flatMap(({ places }) => places.map(({ name }) => name))
  }

  /** Sent by all nodes so far. */
  async sent(): Promise<Sent> {
    const all = (await this.#askAll({ type: 'traffic' })) as Sent[]
    const total = (of: (sent: Sent) => number): number => all.reduce((sum, one) => sum + of(one), 0)
    return { packets: total((one) => one.packets), bytes: total((one) => one.bytes) }
  }

  /** @returns how long it took until the last other node had the event, ms; `limitMs` if one did not get it */
  async fire(node: string, event: string, bytes: number, limitMs: number): Promise<number> {
    const heard = this.#await('event', event, node, limitMs)
    const firedAt = await this.#dwellingOf(node).host.ask({ type: 'fire', node, event, bytes })
    return (await heard) - (firedAt as number)
  }

  /** Nothing passes to or from a node, as if its host were gone, or everything does again. */
  async silence(node: string, isSilent: boolean): Promise<void> {
    const { port } = this.#placeOf(node)
    await this.#askAll({ type: 'silence', address: `127.0.0.1:${port}`, isSilent }, node)
  }

  /** Kills the process of a mortal node. @returns when the last survivor told it failed, or `limitMs` from now */
  async kill(node: string, limitMs: number): Promise<number> {
    const known = this.#await('fail', node, node, limitMs)
    this.#dead.add(node)
    await this.#dwellingOf(node).host.kill()
    return known
  }

  /** A new process for a killed node. Resolves when all have told that it is back. @throws Error if they do not in time */
  async revive(node: string, limitMs: number): Promise<void> {
    const dwelling = this.#dwellingOf(node)
    const deadline = monotonicMs() + limitMs
    const back = this.#await('join', node, node, limitMs)
    this.#dead.delete(node)
    dwelling.host = this.#newHost()
    await this.#settle(dwelling)
    if ((await back) >= deadline) throw new Error(`not within ${limitMs} ms: all see ${node} back`)
  }

  async #open(): Promise<void> {
    const { nodes, mortals, perProcess } = this.#options
    const places = (await freePorts(nodes)).map((port, i) => ({ name: `n${i}`, port }))
    const groups = places.slice(0, mortals).map((place) => [place])
    for (let i = mortals; i < nodes; i += perProcess) groups.push(places.slice(i, i + perProcess))
    const deadline = monotonicMs() + OPEN_LIMIT_MS
    const seen = places.map(({ name }) => this.#await('join', name, name, OPEN_LIMIT_MS, places))
    for (const group of groups) this.#dwellings.push({ host: this.#newHost(), places: group })
    for (const dwelling of this.#dwellings) await this.#settle(dwelling)
    const last = Math.max(...(await Promise.all(seen)))
    if (last >= deadline) throw new Error(`not within ${OPEN_LIMIT_MS} ms: all nodes know all`)
  }

  #newHost(): Host {
    return this.#options.makeHost((fact) => this.#onFact(fact))
  }

  async #settle({ host, places }: Dwelling): Promise<void> {
    const { swim, loss } = this.#options
    const seeds = this.#dwellings.flatMap((other) => other.places.slice(0, 1)).slice(-3)
    const join = seeds.filter(({ name }) => !places.some((place) => place.name === name))
    await host.ask({ type: 'open', places, join: join.map(({ port }) => `127.0.0.1:${port}`), swim, loss })
  }

  /** @returns when the last of them told it, or when the time is over */
  async #await(
    type: Fact['type'],
    of: string,
    except: string,
    limitMs: number,
    places: readonly NodePlace[] = this.#dwellings.flatMap((dwelling) => dwelling.places),
  ): Promise<number> {
    const { signal } = this.#options
    const pending = new Set(places.map(({ name }) => name).filter((name) => name !== except))
    const told = new Promise<number>((resolve) => this.#awaited.add({ pending, type, of, resolve }))
    const limit = new AbortController()
    const late = sleep(limitMs, monotonicMs() + limitMs, { signal: AbortSignal.any([limit.signal, signal]) })
    try {
      return await Promise.race([told, late])
    } finally {
      limit.abort()
      late.catch(() => {})
    }
  }

  #onFact({ type, by, of, at }: Fact): void {
    if (type === 'fail' && !this.#dead.has(of) && !this.#dead.has(by)) this.falseDeaths++
    for (const awaited of this.#awaited) {
      if (awaited.type !== type || awaited.of !== of || !awaited.pending.delete(by)) continue
      if (awaited.pending.size > 0) continue
      this.#awaited.delete(awaited)
      awaited.resolve(at)
    }
  }

  #askAll(order: Parameters<Host['ask']>[0], except?: string): Promise<unknown[]> {
    const hosts = this.#dwellings.filter(({ places }) => !places.some(({ name }) => name === except))
    return Promise.all(hosts.map(({ host }) => host.ask(order)))
  }

  #dwellingOf(node: string): Dwelling {
    const found = this.#dwellings.find(({ places }) => places.some(({ name }) => name === node))
    if (found === undefined) throw new Error(`there is no node ${node}`)
    return found
  }

  #placeOf(node: string): NodePlace {
    return this.#dwellingOf(node).places.find(({ name }) => name === node) as NodePlace
  }
}
