import type { Message } from './message.ts'
import type { PeerId } from './peer-id.ts'

/** A rare fact: a member joined, a message was delivered… Hot-path traffic goes through messages and ports. */
export interface Event {
  readonly type: string
}

/** From the runtime: this node did not run for a while (blocked event loop, SIGSTOP, a suspended machine). */
export interface LagEvent extends Event {
  readonly type: 'lag'
  /** Milliseconds that were lost; `Env.now` has not counted them. */
  readonly ms: number
}

/** From the runtime: a message could not be delivered over a stream or a link, or its answer did not come. */
export interface UndeliverableEvent extends Event {
  readonly type: 'undeliverable'
  readonly to: PeerId
  readonly message: Message
  readonly reason: string
  /** Whether the host answered that nobody listens there: the process is gone, the host and the way to it are not. */
  readonly refused: boolean
  /** Whether the peer is there and knows no links: it is to be reached by another way. */
  readonly knowsNoLinks?: boolean
}

/** From the runtime: a peer has opened a link to us, or it is gone. Who opens one wants to get packets over it. */
export interface LinkEvent extends Event {
  readonly type: 'link'
  readonly peer: PeerId
  readonly isOpen: boolean
}

/** The facts that come from below every layer. */
export type RuntimeEvent = LagEvent | LinkEvent | UndeliverableEvent
