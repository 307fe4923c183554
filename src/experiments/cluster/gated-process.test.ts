import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../../test/support/sim-diary.ts'
import type { PeerId } from '../../core/env.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { GatedProcess } from './gated-process.ts'

/** Sends a message for each timer of kind 0. */
const SENDER: DiaryScript = {
  onTimer: (env, kind, key) => {
    if (kind === 0) env.send(1 as PeerId, { tag: key }, 'datagram')
  },
}

function gated(): { process: GatedProcess<SimDiary>; env: RecordingEnv } {
  const env = new RecordingEnv()
  return { process: new GatedProcess(env, (own) => new SimDiary(own, SENDER)), env }
}

describe('a gated process', () => {
  it('hears and says nothing while it is shut, and everything in order when it opens', () => {
    const { process, env } = gated()
    process.shut()
    process.onMessage(1 as PeerId, { tag: 5 })
    process.onEvent({ type: 'link' })
    process.onTimer(0, 7)
    expect([process.inner.lines, env.sent]).toEqual([['0 timer 0/7'], []])
    process.open()
    expect(process.inner.lines).toEqual(['0 timer 0/7', '0 message 5 from 1', '0 link'])
    expect(env.sent.map((sent) => sent.message.tag)).toEqual([7])
  })

  it('is like any other while it is open', () => {
    const { process, env } = gated()
    process.open()
    process.onTimer(0, 1)
    process.onMessage(1 as PeerId, { tag: 5 })
    expect([process.inner.lines.length, env.sent.length]).toEqual([2, 1])
  })
})
