import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { BusyProcess } from './busy-process.ts'

function busy(): { process: BusyProcess; env: RecordingEnv; heard: string[] } {
  const env = new RecordingEnv()
  const heard: string[] = []
  const inner: Layer = {
    start: () => {},
    onMessage: (_from, { tag }) => heard.push(`${tag} at ${env.now()}`),
    onTimer: (kind) => heard.push(`timer ${kind} at ${env.now()}`),
    onEvent: () => {},
  }
  return { process: new BusyProcess(env, () => inner), env, heard }
}

describe('a busy process', () => {
  it('reads one message after the other, each in its time, and its time-outs go on', () => {
    const { process, env, heard } = busy()
    process.serviceMs = 100
    process.onMessage(1 as PeerId, { tag: 1 })
    process.onMessage(1 as PeerId, { tag: 2 })
    process.onTimer(3, 0)
    env.advance(process, 150)
    process.onMessage(1 as PeerId, { tag: 3 })
    env.advance(process, 1000)
    expect(heard).toEqual(['timer 3 at 0', '1 at 100', '2 at 200', '3 at 300'])
  })

  it('reads at once if nothing is in its way', () => {
    const { process, heard } = busy()
    process.onMessage(1 as PeerId, { tag: 1 })
    expect(heard).toEqual(['1 at 0'])
  })

  it('keeps the order when it is relieved', () => {
    const { process, env, heard } = busy()
    process.serviceMs = 100
    process.onMessage(1 as PeerId, { tag: 1 })
    process.serviceMs = 0
    process.onMessage(1 as PeerId, { tag: 2 })
    env.advance(process, 100)
    expect(heard).toEqual(['1 at 100', '2 at 100'])
  })
})
