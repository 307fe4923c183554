import { describe, expect, it } from 'vitest'
import type { PeerId } from '../core/env.ts'
import type { Layer } from '../core/layer.ts'
import { type Message, packet } from '../core/message.ts'
import { RecordingEnv } from '../core/recording-env.ts'
import { BUNDLE_TIMER, Bundler } from './bundler.ts'
import { MOST_PARTS } from './peer-wire.ts'

const [A, B] = [1 as PeerId, 2 as PeerId]
const messages = Array.from({ length: MOST_PARTS + 1 }, (_, tag): Message => ({ tag }))

function bundling(waitMs: number): { env: RecordingEnv; bundler: Bundler; told: PeerId[]; wait: (ms: number) => void } {
  const env = new RecordingEnv()
  const told: PeerId[] = []
  const bundler = new Bundler(env, waitMs, (to) => told.push(to))
  const layer: Layer = {
    start: () => {},
    onMessage: () => {},
    onEvent: () => {},
    onTimer: (kind, key) => kind === BUNDLE_TIMER && bundler.onTimer(key),
  }
  return { env, bundler, told, wait: (ms) => env.advance(layer, ms) }
}

describe('a bundler', () => {
  it('lets what goes to one peer leave together, at the latest when the first has waited', () => {
    const { env, bundler, told, wait } = bundling(10)
    bundler.send(A, { tag: 1 })
    wait(6)
    bundler.send(A, { tag: 2 })
    bundler.send(B, { tag: 3 })
    expect(env.sent).toEqual([])
    wait(4)
    expect(env.takeSent().map(({ to, message }) => [to, message])).toEqual([[A, packet([{ tag: 1 }, { tag: 2 }])]])
    wait(6)
    expect(env.takeSent().map(({ at, to, message }) => [at, to, message])).toEqual([[16, B, { tag: 3 }]])
    expect(told).toEqual([A, B])
  })

  it('waits for nothing if it is to wait 0 ms', () => {
    const { env, bundler } = bundling(0)
    bundler.send(A, { tag: 1 })
    expect(env.sent).toHaveLength(1)
    expect(env.pendingTimers).toBe(0)
  })

  it('puts no more into a packet than its reader takes', () => {
    const { env, bundler, wait } = bundling(10)
    for (const message of messages) bundler.send(A, message)
    expect(env.takeSent().map(({ message }) => message)).toEqual([packet(messages.slice(0, MOST_PARTS))])
    wait(10)
    expect(env.sent.map(({ message }) => message)).toEqual([{ tag: MOST_PARTS }])
  })
})
