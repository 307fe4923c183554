import type { Env, PeerId } from '../../src/core/env.ts'
import type { Event, LagEvent, UndeliverableEvent } from '../../src/core/event.ts'
import type { Layer } from '../../src/core/layer.ts'
import type { Message } from '../../src/core/message.ts'

/** What a diary does besides writing. */
export interface DiaryScript {
  readonly onStart?: (env: Env) => void
  readonly onMessage?: (env: Env, from: PeerId, message: Message) => void
  readonly onTimer?: (env: Env, kind: number, key: number) => void
  readonly onEvent?: (env: Env, event: Event) => void
}

/** A layer for tests of the simulator: writes down what happens to it, each line with the node's own time. */
export class SimDiary implements Layer {
  readonly env: Env
  readonly lines: string[] = []
  readonly #script: DiaryScript

  constructor(env: Env, script: DiaryScript = {}) {
    this.env = env
    this.#script = script
  }

  start(): void {
    this.#script.onStart?.(this.env)
  }

  onMessage(from: PeerId, message: Message): void {
    this.#write(`message ${message.tag} from ${from}`)
    this.#script.onMessage?.(this.env, from, message)
  }

  onTimer(kind: number, key: number): void {
    this.#write(`timer ${kind}/${key}`)
    this.#script.onTimer?.(this.env, kind, key)
  }

  onEvent(event: Event): void {
    this.#write(describe(event))
    this.#script.onEvent?.(this.env, event)
  }

  #write(text: string): void {
    this.lines.push(`${this.env.now()} ${text}`)
  }
}

function describe(event: Event): string {
  if (event.type === 'lag') return `lag ${(event as LagEvent).ms}`
  if (event.type !== 'undeliverable') return event.type
  const { to, message, reason } = event as UndeliverableEvent
  return `undeliverable ${message.tag} to ${to}: ${reason}`
}
