import type { PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Rumor, RumorMessage } from '../../dissemination/index.ts'

/** Told of every message that a node has read. @param isTaken false for a call that was one too many in its cycle */
export type Watch = (from: PeerId, to: PeerId, message: RumorMessage, isTaken: boolean) => void

/** A rumour layer whose reading is watched. */
export class WatchedRumor implements Layer<RumorMessage> {
  readonly #layer: Rumor
  readonly #self: PeerId
  readonly #watch: Watch

  constructor(layer: Rumor, self: PeerId, watch: Watch) {
    this.#layer = layer
    this.#self = self
    this.#watch = watch
  }

  start(): void {
    this.#layer.start()
  }

  onMessage(from: PeerId, message: RumorMessage): void {
    const before = this.#layer.counters.turnedAway
    this.#layer.onMessage(from, message)
    this.#watch(from, this.#self, message, this.#layer.counters.turnedAway === before)
  }

  onTimer(): void {
    this.#layer.onTimer()
  }

  onEvent(event: Event): void {
    this.#layer.onEvent(event)
  }
}
