import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { type RequestLimits, Requests } from './requests.ts'

const LIMITS: RequestLimits = { requestTimeoutMs: 100, mostWanted: 10, mostAnnounced: 8, mostInFlight: 2 }

/** Requests, and who was asked for what. */
function table(limits: Partial<RequestLimits> = {}): [Requests, string[], (ms: number) => void] {
  const env = new RecordingEnv()
  const asked: string[] = []
  const requests = new Requests(env, 0, { ...LIMITS, ...limits }, (peer, id) => asked.push(`${peer}:${id}`))
  const layer = { onTimer: (_: number, key: number) => requests.onTimer(key) } as unknown as Layer
  return [requests, asked, (ms) => env.advance(layer, ms)]
}

const peer = (number: number): PeerId => number as PeerId

describe('a request', () => {
  it('goes to the first who announced the message, at once, and to no other meanwhile', () => {
    const [requests, asked] = table()
    for (const from of [1, 2, 1, 3]) expect(requests.announced(peer(from), 7)).toBe(true)
    expect(asked).toEqual(['1:7'])
    expect([requests.askedFor(7), requests.inFlight(peer(1)), requests.inFlight(peer(2))]).toEqual([1, 1, 0])
  })

  it('goes to the next one when the first does not answer in time, and is over when nobody is left', () => {
    const [requests, asked, advance] = table()
    for (const from of [1, 2, 3]) requests.announced(peer(from), 7)
    advance(99)
    expect(asked).toEqual(['1:7'])
    advance(201)
    expect(asked).toEqual(['1:7', '2:7', '3:7'])
    expect(requests.size).toBe(0)
    expect(requests.timeouts).toBe(3)
    requests.announced(peer(1), 7)
    expect(asked.at(-1)).toBe('1:7')
  })

  it('goes to the next one at once when the first refuses; what others say does not count', () => {
    const [requests, asked] = table()
    for (const from of [1, 2]) requests.announced(peer(from), 7)
    requests.refused(peer(2), 7)
    expect(asked).toEqual(['1:7'])
    requests.refused(peer(1), 7)
    expect(asked).toEqual(['1:7', '2:7'])
  })

  it('is over when the message comes, from whomever', () => {
    const [requests, asked, advance] = table()
    for (const from of [1, 2]) requests.announced(peer(from), 7)
    requests.done(7)
    advance(1000)
    expect(asked).toEqual(['1:7'])
    expect([requests.has(7), requests.inFlight(peer(1)), requests.timeouts]).toEqual([false, 0, 0])
  })

  it('begins its time anew while its answer goes on', () => {
    const [requests, asked, advance] = table()
    for (const from of [1, 2]) requests.announced(peer(from), 7)
    advance(60)
    requests.goesOn(7)
    advance(60)
    expect(asked).toEqual(['1:7'])
    advance(40)
    expect(asked).toEqual(['1:7', '2:7'])
  })

  it('counts as made to who sends unasked, unless another was asked', () => {
    const [requests, asked, advance] = table()
    expect(requests.takes(peer(1), 7)).toBe(true)
    expect(requests.takes(peer(2), 7)).toBe(false)
    requests.announced(peer(2), 7)
    expect(asked).toEqual([])
    advance(100)
    expect(asked).toEqual(['2:7'])
  })

  it('goes to another when the peer is out of reach, and never again to that one', () => {
    const [requests, asked] = table()
    for (const id of [7, 8]) for (const from of [1, 2]) requests.announced(peer(from), id)
    requests.announced(peer(1), 9)
    requests.forget(peer(1))
    expect(asked).toEqual(['1:7', '1:8', '2:7', '2:8'])
    expect([requests.has(9), requests.inFlight(peer(1))]).toEqual([false, 0])
  })
})

describe('bounds of requests', () => {
  it('keep one peer from being asked for more than it may answer at once; another is asked, or it waits', () => {
    const [requests, asked] = table()
    for (const id of [1, 2, 3, 4]) requests.announced(peer(1), id)
    expect(asked).toEqual(['1:1', '1:2'])
    requests.announced(peer(2), 3)
    expect(asked).toEqual(['1:1', '1:2', '2:3'])
    requests.done(1)
    expect(asked).toEqual(['1:1', '1:2', '2:3', '1:4'])
  })

  it('leave out what is too much: of one peer, and of all', () => {
    const [requests] = table()
    const heeded = Array.from({ length: 20 }, (_, id) => requests.announced(peer(1), id))
    expect(heeded.filter(Boolean).length).toBe(10) // two are asked for, eight wait
    expect(requests.announced(peer(2), 100)).toBe(false)
    expect(requests.takes(peer(2), 100)).toBe(false)
    expect(requests.size).toBe(10)
  })

  it('remember sixteen announcers of a message, and no more', () => {
    const [requests, asked, advance] = table()
    for (let from = 1; from <= 40; from++) requests.announced(peer(from), 7)
    for (let i = 0; i < 50; i++) advance(100)
    expect(asked.length).toBe(17)
    expect(requests.size).toBe(0)
  })

  it('hold, and nothing is left over, whatever happens', () => {
    const step = fc.record({
      what: fc.constantFrom('announced', 'takes', 'done', 'refused', 'forget', 'wait'),
      from: fc.integer({ min: 1, max: 4 }),
      id: fc.integer({ min: 1, max: 14 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const [requests, , advance] = table()
        for (const { what, from, id } of steps) {
          if (what === 'announced') requests.announced(peer(from), id)
          else if (what === 'takes') requests.takes(peer(from), id)
          else if (what === 'done') requests.done(id)
          else if (what === 'refused') requests.refused(peer(from), id)
          else if (what === 'forget') requests.forget(peer(from))
          else advance(40)
          expect(requests.size).toBeLessThanOrEqual(10)
        }
        advance(100_000) // whoever was asked does not answer
        expect(requests.size).toBe(0)
        expect([1, 2, 3, 4].map((from) => requests.inFlight(peer(from)))).toEqual([0, 0, 0, 0])
      }),
    )
  })
})
