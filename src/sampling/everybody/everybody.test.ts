import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { Everybody } from './everybody.ts'

function member(peer: number, state: MemberView['state'] = 'alive'): MemberView {
  return { node: `n${peer}`, peer: peer as PeerId, state } as MemberView
}

describe('everybody', () => {
  it('is each other live member, told when it comes and when it goes, once', () => {
    const env = new RecordingEnv()
    const all = [member(0), member(1), member(2, 'suspect'), member(3, 'dead')]
    const layer = new Everybody(env, { node: 'n0', members: () => all })
    layer.start()
    for (const type of ['member-joined', 'member-joined', 'member-gone', 'member-gone']) {
      layer.onEvent({ type, member: member(4) } as never)
    }
    layer.onEvent({ type: 'member-joined', member: member(0) } as never)
    expect(layer.neighbours).toEqual([1, 2])
    expect(new Set(layer.sample(5))).toEqual(new Set([1, 2]))
    expect(layer.sample(1)).toHaveLength(1)
    expect(env.takeEvents()).toEqual([
      { type: 'neighbour', peer: 1, isUp: true },
      { type: 'neighbour', peer: 2, isUp: true },
      { type: 'neighbour', peer: 4, isUp: true },
      { type: 'neighbour', peer: 4, isUp: false },
    ])
  })
})
