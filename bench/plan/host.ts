import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Fact, type HostOrder, NodeHost } from './node-host.ts'

/** Where nodes run. */
export interface Host {
  ask(order: HostOrder): Promise<unknown>
  /** Ends it without a word: its ports refuse. */
  kill(): Promise<void>
}

/** Makes a host that tells facts. */
export type MakeHost = (tell: (fact: Fact) => void) => Host

/** To a process. */
export interface HostRequest {
  readonly id: number
  readonly order: HostOrder
}

/** From a process. */
export type HostMessage =
  | { readonly fact: Fact }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string }

interface Pending {
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: Error) => void
}

/** Nodes in this process. */
export const localHost: MakeHost = (tell) => {
  const host = new NodeHost(tell)
  return { ask: (order) => host.answer(order), kill: () => host.close() }
}

/** Nodes in a process of their own, which takes compiled code. */
export const forkedHost: MakeHost = (tell) => new ForkedHost(tell)

class ForkedHost implements Host {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('./host-process.js', import.meta.url)))
  readonly #exited: Promise<void>
  readonly #pending = new Map<number, Pending>()
  #asked = 0

  constructor(tell: (fact: Fact) => void) {
    this.#exited = new Promise((resolve) => this.#child.once('exit', () => resolve()))
    this.#child.on('message', (message: HostMessage) => {
      if ('fact' in message) tell(message.fact)
      else this.#onAnswer(message)
    })
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`a process with nodes ended with ${code}`))
    })
  }

  ask(order: HostOrder): Promise<unknown> {
    const request: HostRequest = { id: ++this.#asked, order }
    return new Promise((resolve, reject) => {
      this.#pending.set(request.id, { resolve, reject })
      this.#child.send(request)
    })
  }

  kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    return this.#exited
  }

  #onAnswer(message: Exclude<HostMessage, { fact: Fact }>): void {
    const pending = this.#pending.get(message.id)
    this.#pending.delete(message.id)
    if ('error' in message) pending?.reject(new Error(message.error))
    else pending?.resolve(message.answer)
  }
}
