import { AddressBook } from '../core/address-book.ts'
import type { PeerId } from '../core/env.ts'
import type { NodeOptions } from '../node/api.ts'
import { refuseAborted } from '../node/errors.ts'
import { HearsayNode } from '../node/hearsay-node.ts'
import { checkOptions } from '../node/node-options.ts'
import { type Latency, type SimNode, Simulation, type Undo } from '../sim/index.ts'
import { VIRTUAL_PORT, virtualAddress, virtualWire } from '../codec/index.ts'
import { VirtualRuntime, type VirtualWorld } from './virtual-runtime.ts'

/** What a virtual network is like. */
export interface VirtualNetworkOptions {
  /** Everything random follows from it. Default 1. */
  readonly seed?: number
  /** Probability that a datagram is lost. Default 0. */
  readonly loss?: number
  /** One way. Default uniform 0.5 … 1.5 ms. */
  readonly latency?: Latency
  /** Up to so many ms more for each message. Default 0. */
  readonly jitterMs?: number
}

/** The options of a virtual node: those of a real one that do not speak of sockets and keys. */
export type VirtualNodeOptions = Omit<NodeOptions, 'bind' | 'advertise' | 'key' | 'label' | 'insecure' | 'compress'>

/** Makes a network in virtual time for tests: real nodes, no sockets, no waiting. */
export function virtualNetwork(options: VirtualNetworkOptions = {}): VirtualNetwork {
  return new VirtualNetwork(options)
}

/** Nodes whose clock moves only when the test says so. Every message is really encoded and decoded. */
export class VirtualNetwork {
  readonly #sim: Simulation
  readonly #book = new AddressBook(0x10000)
  readonly #peers = new Map<string, PeerId>()
  readonly #runtimes: VirtualRuntime[] = []
  readonly #simNodes = new Map<HearsayNode, SimNode>()
  readonly #world: VirtualWorld
  #isTouched = false

  constructor(options: VirtualNetworkOptions) {
    const { seed = 1, loss = 0, jitterMs = 0, latency } = options
    const network = { loss, jitterMs, ...(latency === undefined ? {} : { latency }) }
    this.#sim = new Simulation({ seed, network, ...virtualWire(this.#book) })
    this.#sim.onEvent((node, event) => this.#runtimes[node.index]?.receive(event))
    this.#world = {
      sim: this.#sim,
      book: this.#book,
      peers: this.#peers,
      touch: () => {
        this.#isTouched = true
      },
    }
  }

  /** Virtual milliseconds since the network began. */
  get now(): number {
    return this.#sim.now
  }

  /** 16 hexadecimal digits over everything that happened: equal runs, equal digits. */
  get traceHash(): string {
    return this.#sim.traceHash
  }

  /**
   * Makes a node. Its seeds may be given as addresses or as names of nodes of this network.
   * @throws HearsayError as `createNode` does
   */
  async createNode(options: VirtualNodeOptions = {}): Promise<HearsayNode> {
    const index = this.#runtimes.length
    const ip = virtualAddress(index)
    const address = `${ip.join('.')}:${VIRTUAL_PORT}`
    const name = options.name ?? `node-${index + 1}`
    refuseAborted(options.signal)
    const checked = checkOptions({ ...options, name, bind: address, insecure: true })
    const peer = this.#book.intern(ip, VIRTUAL_PORT)
    this.#book.pin(peer)
    this.#peers.set(name, peer)
    const simNode = this.#sim.addNode((env) => {
      const runtime = new VirtualRuntime(this.#world, env)
      this.#runtimes[index] = runtime
      return runtime
    })
    const runtime = this.#runtimes[index] as VirtualRuntime
    runtime.attach(simNode)
    const node = new HearsayNode(checked, runtime, options.logger)
    this.#simNodes.set(node, simNode)
    node.start()
    node.closeOn(options.signal)
    return node
  }

  /** Lets virtual time pass, in whole microseconds, and lets promises go on at the moment at which they are settled. */
  async advance(ms: number): Promise<void> {
    await this.#breathe()
    for (let left = ms; left > 0; left--) {
      this.#sim.run(Math.min(1, left))
      if (this.#isTouched) await this.#breathe()
    }
  }

  /**
   * Lets virtual time pass until the promise is settled.
   * @throws what it rejects with; Error if it is not settled within `limitMs` of virtual time
   */
  async settle<T>(promise: Promise<T>, limitMs = 60_000): Promise<T> {
    const watched = { isSettled: false }
    const mark = (): void => {
      watched.isSettled = true
    }
    promise.then(mark, mark)
    const until = this.#sim.now + limitMs
    await this.#breathe()
    while (!watched.isSettled) {
      if (this.#sim.now >= until) throw new Error(`not settled within ${limitMs} ms of virtual time`)
      await this.advance(1)
    }
    return promise
  }

  /** Lets virtual time pass until `isSo`. @returns virtual ms that it took, or undefined if not within `limitMs` */
  async until(isSo: () => boolean, limitMs = 60_000): Promise<number | undefined> {
    const started = this.#sim.now
    while (!isSo()) {
      if (this.#sim.now - started >= limitMs) return undefined
      await this.advance(1)
    }
    return this.#sim.now - started
  }

  /** Nothing passes between two groups of nodes until the returned function is called, or everything is healed. */
  partition(a: readonly HearsayNode[], b: readonly HearsayNode[]): Undo {
    return this.#sim.network.partition(this.#indexes(a), this.#indexes(b))
  }

  /** Nothing passes from `from` to `to`; the way back stays open. */
  cut(from: readonly HearsayNode[], to: readonly HearsayNode[]): Undo {
    return this.#sim.network.cut(this.#indexes(from), this.#indexes(to))
  }

  /** More loss, everywhere or on some links. */
  addLoss(probability: number, from?: readonly HearsayNode[], to?: readonly HearsayNode[]): Undo {
    return this.#sim.network.addLoss(probability, from && this.#indexes(from), to && this.#indexes(to))
  }

  /** Ends every partition, cut and added loss. */
  heal(): void {
    this.#sim.network.heal()
  }

  /** Stops a node as SIGSTOP does: what arrives waits, its time stands still. */
  pause(node: HearsayNode): void {
    this.#simNodeOf(node).pause()
  }

  /** Lets a paused node go on. */
  resume(node: HearsayNode): void {
    this.#simNodeOf(node).resume()
  }

  #indexes(nodes: readonly HearsayNode[]): number[] {
    return nodes.map((node) => this.#simNodeOf(node).index)
  }

  #simNodeOf(node: HearsayNode): SimNode {
    const simNode = this.#simNodes.get(node)
    if (simNode === undefined) throw new Error(`node ${node.name} is not of this network`)
    return simNode
  }

  /** Lets every promise that can go on do so. */
  async #breathe(): Promise<void> {
    this.#isTouched = false
    await new Promise((resolve) => setImmediate(resolve))
  }
}
