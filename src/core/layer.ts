import type { PeerId } from './env.ts'
import type { Event } from './event.ts'
import type { Message } from './message.ts'

/**
 * A protocol: a synchronous state machine with four inputs and no output but its {@link Env}. It never reads a clock,
 * draws chance, opens a socket, awaits or logs; that is why the same class runs in an agent, in the simulator and in a
 * browser.
 */
export interface Layer<M extends Message = Message> {
  /** Called once, when every layer of the stack exists. */
  start(): void
  onMessage(from: PeerId, message: M): void
  onTimer(kind: number, key: number): void
  /** A fact from the runtime or from a layer below. */
  onEvent(event: Event): void
  /**
   * Reads, and does nothing with, what its next message or timer will need: at step 0 of itself, and one reference
   * deeper at each step. A large simulation calls it ahead of time, so that the waits for memory of many nodes overlap.
   * @returns anything, for reading without a use would be optimized away
   */
  touch?(step: number): number
}
