import type { Env, PeerId, TimerId } from './env.ts'
import type { Event } from './event.ts'
import type { Layer } from './layer.ts'
import { type Message, PACKET, type Packet } from './message.ts'
import { Routes } from './routes.ts'
import { WrappedEnv } from './wrapped-env.ts'

/**
 * Layers, bottom-up, as one layer. Calls go down through the ports that a layer is given when it is made; facts go up
 * by `emit`; messages and timers find their layer by number.
 */
export class Stack implements Layer {
  readonly #env: Env
  readonly #layers: Layer[] = []
  #routes = Routes.none

  constructor(env: Env) {
    this.#env = env
  }

  /**
   * Puts a layer on top.
   * @param tags the messages that belong to it; two layers that claim the same tag are a programming error
   * @param make is given the layer's own environment
   * @returns the layer, so that the next one can be given it as a port
   */
  add<L extends Layer>(tags: Readonly<Record<string, number>>, make: (env: Env) => L): L {
    const index = this.#layers.length
    const layer = make(new LayerEnv(this.#env, index, (event) => this.#tell(index + 1, event)))
    this.#routes = this.#routes.with(tags)
    this.#layers.push(layer)
    return layer
  }

  start(): void {
    for (const layer of this.#layers) layer.start()
  }

  onMessage(from: PeerId, message: Message): void {
    if (message.tag === PACKET) for (const part of (message as Packet).parts) this.onMessage(from, part)
    else this.#layers[this.#routes.layerOf(message.tag)]?.onMessage(from, message)
  }

  onTimer(kind: number, key: number): void {
    this.#layers[kind >>> 8]?.onTimer(kind & 255, key)
  }

  onEvent(event: Event): void {
    for (const layer of this.#layers) layer.onEvent(event)
  }

  touch(step: number): number {
    if (step === 0) return this.#layers.length
    let read = 0
    for (let i = 0; i < this.#layers.length; i++) read += this.#layers[i]?.touch?.(step - 1) ?? 0
    return read
  }

  #tell(above: number, event: Event): void {
    for (let i = above; i < this.#layers.length; i++) this.#layers[i]?.onEvent(event)
    this.#env.emit(event)
  }
}

/** What one layer sees of the stack's environment: its own timers, and events that start above it. */
class LayerEnv extends WrappedEnv {
  readonly #kindBase: number
  readonly #emit: (event: Event) => void

  constructor(outer: Env, index: number, emit: (event: Event) => void) {
    super(outer)
    this.#kindBase = index << 8
    this.#emit = emit
  }

  override setTimer(delayMs: number, kind: number, key: number): TimerId {
    return super.setTimer(delayMs, this.#kindBase | kind, key)
  }

  override emit(event: Event): void {
    this.#emit(event)
  }
}
