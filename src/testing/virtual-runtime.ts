import { parseIp } from '../base/ip.ts'
import type { AddressBook } from '../core/address-book.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { Message } from '../core/message.ts'
import { FactQueue } from '../node/fact-queue.ts'
import type { Runtime, RuntimeListener, Traffic } from '../node/runtime.ts'
import type { SimNode, Simulation } from '../sim/index.ts'

/** What a virtual runtime shares with its network. */
export interface VirtualWorld {
  readonly sim: Simulation
  readonly book: AddressBook
  /** Node names as hosts. */
  readonly peers: ReadonlyMap<string, PeerId>
  /** Somebody's promise may go on: let it before more virtual time passes. */
  touch(): void
}

/** A node's life in a simulation: the same node, another clock and another network. */
export class VirtualRuntime implements Runtime, Layer {
  readonly env: Env
  readonly #world: VirtualWorld
  readonly #facts = new FactQueue()
  #simNode: SimNode | undefined
  #stack: Layer | undefined
  #listener: RuntimeListener | undefined
  #packetsReceived = 0

  constructor(world: VirtualWorld, env: Env) {
    this.#world = world
    this.env = env
  }

  get book(): AddressBook {
    return this.#world.book
  }

  /** Ties the runtime to its place in the simulation. */
  attach(simNode: SimNode): void {
    this.#simNode = simNode
  }

  /** An event that left the top of the stack. */
  receive(event: Event): void {
    this.#facts.add(event)
  }

  // Runtime, for the node

  wallClock(): number {
    return this.#world.sim.now
  }

  start(stack: Layer, listener?: RuntimeListener): void
  start(): void
  start(stack?: Layer, listener?: RuntimeListener): void {
    if (stack === undefined) return // the simulation starts its places; our stack comes with the node
    this.#stack = stack
    this.#listener = listener
    this.run(() => stack.start())
  }

  run<T>(action: () => T): T {
    const result = action()
    this.#tellFacts()
    return result
  }

  later(delayMs: number, action: () => void): () => void {
    let isCancelled = false
    this.#world.sim.at(this.#world.sim.now + delayMs, () => {
      if (isCancelled) return
      action()
      this.#world.touch()
    })
    return () => {
      isCancelled = true
    }
  }

  resolve(host: string, port: number): Promise<readonly PeerId[]> {
    const ip = parseIp(host)
    const peer = ip === undefined ? this.#world.peers.get(host) : this.book.intern(ip, port)
    this.#world.touch()
    if (peer === undefined) return Promise.reject(new Error(`no node of this network is called ${host}`))
    return Promise.resolve([peer])
  }

  /** Only what the node has read: what is sent is counted by the simulation, and nothing is dropped here. */
  traffic(): Traffic {
    const noLinks = { linkPacketsSent: 0, linkPacketsReceived: 0 }
    const noStreams = { streamsOpened: 0, streamsAccepted: 0, streamsRefused: 0 }
    const nothing = { ...noLinks, ...noStreams, packetsSent: 0, bytesSent: 0, bytesReceived: 0 }
    return { ...nothing, packetsReceived: this.#packetsReceived, dropped: {}, eventLoopLagMs: 0 }
  }

  /** A simulated link has room for everything. */
  drained(): Promise<void> {
    this.#world.touch()
    return Promise.resolve()
  }

  close(): Promise<void> {
    this.#simNode?.crash()
    this.#world.touch()
    return Promise.resolve()
  }

  // Layer, for the simulation

  onMessage(from: PeerId, message: Message): void {
    this.#packetsReceived++
    this.run(() => this.#stack?.onMessage(from, message))
  }

  onTimer(kind: number, key: number): void {
    this.run(() => this.#stack?.onTimer(kind, key))
  }

  onEvent(event: Event): void {
    this.run(() => this.#stack?.onEvent(event))
  }

  #tellFacts(): void {
    this.#facts.tell((fact) => {
      this.#world.touch()
      this.#listener?.onEvent(fact)
    })
  }
}
