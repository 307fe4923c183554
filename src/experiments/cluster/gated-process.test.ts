import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { GatedProcess } from './gated-process.ts'

/** Writes down what it is told, and sends a message for each timer of kind 0. */
class Scribe implements Layer {
  readonly seen: string[] = []
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  start(): void {}

  onMessage(_from: PeerId, message: Message): void {
    this.seen.push(`message ${message.tag}`)
  }

  onTimer(kind: number, key: number): void {
    this.seen.push(`timer ${kind}/${key}`)
    if (kind === 0) this.#env.send(1 as PeerId, { tag: key }, 'datagram')
  }

  onEvent(event: { readonly type: string }): void {
    this.seen.push(event.type)
  }
}

function gated(): { process: GatedProcess<Scribe>; env: RecordingEnv } {
  const env = new RecordingEnv()
  return { process: new GatedProcess(env, (own) => new Scribe(own)), env }
}

describe('a gated process', () => {
  it('hears and says nothing while it is shut, and everything in order when it opens', () => {
    const { process, env } = gated()
    process.shut()
    process.onMessage(1 as PeerId, { tag: 5 })
    process.onEvent({ type: 'link' })
    process.onTimer(0, 7)
    expect([process.inner.seen, env.sent]).toEqual([['timer 0/7'], []])
    process.open()
    expect(process.inner.seen).toEqual(['timer 0/7', 'message 5', 'link'])
    expect(env.sent.map((sent) => sent.message.tag)).toEqual([7])
  })

  it('is like any other while it is open', () => {
    const { process, env } = gated()
    process.open()
    process.onTimer(0, 1)
    process.onMessage(1 as PeerId, { tag: 5 })
    expect([process.inner.seen.length, env.sent.length]).toEqual([2, 1])
  })
})
