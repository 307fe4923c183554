import type { AddressBook } from '../core/address-book.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { NodeWarning } from './api.ts'

/** What a runtime tells the node above it, always after a handler of the stack has run to its end. */
export interface RuntimeListener {
  onEvent(event: Event): void
  /** May be called for each of a flood: the listener lets few through. */
  onWarning(warning: NodeWarning): void
}

/** Packets and bytes so far. */
export interface Traffic {
  readonly packetsSent: number
  readonly packetsReceived: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly streamsOpened: number
  readonly streamsAccepted: number
  readonly streamsRefused: number
  readonly linkPacketsSent: number
  readonly linkPacketsReceived: number
  readonly dropped: Readonly<Record<string, number>>
  readonly eventLoopLagMs: number
}

/**
 * Where a node lives: real sockets, or the simulator's network. The node's API is the same above both.
 */
export interface Runtime {
  readonly env: Env
  readonly book: AddressBook
  /** Milliseconds since the epoch; virtual in a virtual network. */
  wallClock(): number
  /** Runs the stack from here on. */
  start(stack: Layer, listener: RuntimeListener): void
  /** Runs `action` as one input of the node: what it emits is told afterwards. */
  run<T>(action: () => T): T
  /** Calls back once after `delayMs`, at most 24 days. @returns what cancels it */
  later(delayMs: number, action: () => void): () => void
  /** The peers behind a host name or numeric address. @throws Error if it cannot be resolved */
  resolve(host: string, port: number): Promise<readonly PeerId[]>
  traffic(): Traffic
  /** Resolves when what was sent over links has left so far that more will not be lost for want of room. */
  drained(): Promise<void>
  close(): Promise<void>
}
