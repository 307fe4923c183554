import { describe, expect, it } from 'vitest'
import type { NodeEvent } from '../../node/api.ts'
import { type EventLine, toEventLine } from './shapes.ts'

function lineOf(...payload: number[]): EventLine {
  const event = { name: 'deploy', ltime: 3, coalesce: true, payload: Uint8Array.from(payload) }
  return toEventLine({ type: 'event', at: 5, event })
}

describe('the line of an event', () => {
  it('holds a payload as base64, and as text where it is UTF-8', () => {
    expect(lineOf(0x76, 0xc3, 0xbc)).toEqual({
      type: 'event',
      at: 5,
      event: { name: 'deploy', ltime: 3, coalesce: true, payload: 'dsO8', text: 'vü' },
    })
    expect(lineOf(0xc3, 0x28)).toMatchObject({ event: { payload: 'wyg=', text: null } })
    expect(lineOf()).toMatchObject({ event: { payload: '', text: '' } })
  })

  it('loses nothing of a text, not even a byte order mark', () => {
    expect(lineOf(0xef, 0xbb, 0xbf, 0x61)).toMatchObject({ event: { text: '\ufeffa' } })
  })

  it('of a broadcast says from whom it is', () => {
    const message = { id: 'a-1', topic: '', payload: Uint8Array.of(104, 105), from: 'n1', sequence: 1, hops: 2, at: 5 }
    expect(toEventLine({ type: 'broadcast', at: 5, message })).toEqual({
      type: 'broadcast',
      at: 5,
      message: { id: 'a-1', from: 'n1', payload: 'aGk=', text: 'hi' },
    })
  })

  it('is the event itself where there is no payload', () => {
    const event: NodeEvent = { type: 'gap', at: 1, missed: 2 }
    expect(toEventLine(event)).toBe(event)
  })
})
