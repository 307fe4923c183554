import type { Channel, Env, PeerId } from '../../core/env.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'
import type { RumorMessage } from '../../dissemination/index.ts'

/** Sees what a rumour layer sends. @returns whether it goes out at all */
export type Tap = (message: RumorMessage) => boolean

/** An environment in which somebody looks at each message of a rumour layer before it is sent. */
export class TappedEnv extends WrappedEnv {
  readonly #tap: Tap

  constructor(outer: Env, tap: Tap) {
    super(outer)
    this.#tap = tap
  }

  override send(to: PeerId, message: RumorMessage, channel: Channel): void {
    if (this.#tap(message)) super.send(to, message, channel)
  }
}
