import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { MemberView } from '../core/ports.ts'
import { RecordingEnv } from '../core/recording-env.ts'
import { Participants } from './participants.ts'

function fact(type: string, peer: number, incarnation: number): Event {
  const member: MemberView = {
    node: `n${peer}`,
    peer: peer as PeerId,
    meta: new Uint8Array(0),
    versions: [],
    incarnation,
    state: 'alive',
  }
  return { type, member } as Event
}

/** Those with an even incarnation take part. */
function participants(): Participants {
  return new Participants(new RecordingEnv({ self: 0 }), ({ incarnation }) => incarnation % 2 === 0)
}

describe('the participants of a membership', () => {
  it('are its live members that take part, however they come, change and go', () => {
    const step = fc.record({
      type: fc.constantFrom('member-joined', 'member-updated', 'member-gone'),
      peer: fc.nat(6),
      incarnation: fc.nat(3),
    })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const found = participants()
        const expected = new Set<number>()
        for (const { type, peer, incarnation } of steps) {
          found.onEvent(fact(type, peer, incarnation))
          if (type === 'member-gone' || incarnation % 2 === 1 || peer === 0) expected.delete(peer)
          else expected.add(peer)
        }
        expect(new Set(found.neighbours)).toEqual(expected)
        expect(found.liveCount).toBe(expected.size + 1)
        for (let peer = 0; peer < 7; peer++) expect(found.includes(peer as PeerId)).toBe(expected.has(peer))
        expect(new Set(found.sample(3)).size).toBe(Math.min(3, expected.size))
      }),
    )
  })

  it('are drawn all alike, and nobody if there is nobody', () => {
    const found = participants()
    expect([found.randomLive(), found.sample(2)]).toEqual([undefined, []])
    for (let peer = 1; peer <= 4; peer++) found.onEvent(fact('member-joined', peer, 0))
    const counts = [0, 0, 0, 0, 0]
    for (let i = 0; i < 4000; i++) (counts[found.randomLive() as number] as number)++
    for (const count of counts.slice(1)) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})
