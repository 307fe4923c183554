import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { NodeEvent } from './api.ts'
import { EventStream } from './event-stream.ts'

function health(at: number): NodeEvent {
  return { type: 'health', at, score: at }
}

describe('an event stream', () => {
  it('gives what happened in order, then what happens next', async () => {
    const stream = new EventStream({}, () => {})
    stream.push(health(1))
    const waiting = [stream.next(), stream.next()]
    stream.push(health(2))
    const seen = await Promise.all(waiting)
    expect(seen.map((result) => (result.value as NodeEvent).at)).toEqual([1, 2])
  })

  it('never grows without end: a slow reader is told how much it missed', async () => {
    const stream = new EventStream({ limit: 3 }, () => {})
    for (let at = 1; at <= 10; at++) stream.push(health(at))
    stream.end()
    const seen: NodeEvent[] = []
    for await (const event of stream) seen.push(event)
    expect(seen).toEqual([{ type: 'gap', at: 10, missed: 7 }, health(8), health(9), health(10)])
  })

  it('gives only the types that were asked for', async () => {
    const stream = new EventStream({ types: ['selfRefute'] }, () => {})
    stream.push(health(1))
    stream.push({ type: 'selfRefute', at: 2, incarnation: 3 })
    expect((await stream.next()).value).toMatchObject({ type: 'selfRefute' })
  })

  it('ends with its signal, and with the reader that breaks off', async () => {
    const abort = new AbortController()
    let ended = 0
    const aborted = new EventStream({ signal: abort.signal }, () => ended++)
    const waiting = aborted.next()
    abort.abort()
    expect((await waiting).done).toBe(true)
    const left = new EventStream({}, () => ended++)
    left.push(health(1))
    for await (const _ of left) break
    expect((await left.next()).done).toBe(true)
    expect(ended).toBe(2)
  })

  it('has nothing more for a slow reader that breaks off', async () => {
    const stream = new EventStream({ limit: 1 }, () => {})
    for (let at = 1; at <= 3; at++) stream.push(health(at))
    await stream.return()
    expect((await stream.next()).done).toBe(true)
  })

  it('leaves no listener behind on a signal that outlives it', () => {
    const { signal } = new AbortController()
    const streams = [new EventStream({ signal }, () => {}), new EventStream({ signal }, () => {})]
    expect(getEventListeners(signal, 'abort')).toHaveLength(2)
    for (const stream of streams) stream.end()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
