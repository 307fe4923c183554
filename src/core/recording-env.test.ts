import { describe, expect, it } from 'vitest'
import type { PeerId } from './env.ts'
import type { Layer } from './layer.ts'
import { RecordingEnv } from './recording-env.ts'

function layerThat(onTimer: (kind: number, key: number) => void): Layer {
  return { start: () => {}, onMessage: () => {}, onTimer, onEvent: () => {} }
}

describe('the recording environment', () => {
  it('fires timers in the order of their time, then of their setting', () => {
    const env = new RecordingEnv()
    const fired: string[] = []
    const layer = layerThat((kind, key) => fired.push(`${kind}/${key}@${env.now()}`))
    env.setTimer(2, 1, 1)
    env.setTimer(1, 2, 2)
    env.setTimer(2, 3, 3)
    env.setTimer(-5, 4, 4)
    env.advance(layer, 1.5)
    expect(fired).toEqual(['4/4@0', '2/2@1'])
    expect(env.pendingTimers).toBe(2)
    env.advance(layer, 1)
    expect(fired.slice(2)).toEqual(['1/1@2', '3/3@2'])
    expect(env.now()).toBe(2.5)
  })

  it('fires timers that are set while it advances', () => {
    const env = new RecordingEnv()
    let ticks = 0
    const layer = layerThat(() => {
      ticks++
      env.setTimer(10, 0, 0)
    })
    env.setTimer(10, 0, 0)
    env.advance(layer, 1000)
    expect(ticks).toBe(100)
  })

  it('fires a timer exactly when its delay is over, whatever binary fractions say', () => {
    const env = new RecordingEnv()
    let fired = 0
    const layer = layerThat(() => fired++)
    for (const ms of [1.1, 1.005, 0.29, 4.35]) {
      env.setTimer(ms, 0, 0)
      env.advance(layer, ms)
    }
    expect(fired).toBe(4)
  })

  it('forgets cleared timers', () => {
    const env = new RecordingEnv()
    const timer = env.setTimer(1, 0, 0)
    env.clearTimer(timer)
    expect(env.pendingTimers).toBe(0)
  })

  it('lists what was sent and emitted until it is taken', () => {
    const env = new RecordingEnv()
    env.send(2 as PeerId, { tag: 1 }, 'datagram')
    env.emit({ type: 'a' })
    expect(env.sent).toHaveLength(1)
    expect(env.takeSent()).toEqual([{ at: 0, to: 2, message: { tag: 1 }, channel: 'datagram' }])
    expect(env.takeEvents()).toEqual([{ type: 'a' }])
    expect([env.sent.length, env.events.length]).toEqual([0, 0])
  })

  it('has the defaults that it documents', () => {
    const env = new RecordingEnv()
    expect([env.self, env.packetBudget, env.sizeOf({ tag: 1 }), env.now()]).toEqual([0, 1398, 50, 0])
    expect(env.random()).not.toBe(new RecordingEnv({ seed: 2 }).random())
  })
})
