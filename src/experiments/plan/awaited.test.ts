import { describe, expect, it } from 'vitest'
import type { SerfEvent } from '../../membership/serf/events.ts'
import { Awaited } from './awaited.ts'

const DONE: SerfEvent = { type: 'leave-done' }
const awaited = (): Awaited => new Awaited([1, 2], ({ type }) => type === 'leave-done')

describe('an event that members have yet to tell', () => {
  it('is over with the last of them', () => {
    const both = awaited()
    both.onEvent(1, DONE, 10)
    expect([both.isOver, both.toldAt]).toEqual([false, 10])
    both.onEvent(2, DONE, 20)
    both.onEvent(1, DONE, 30)
    expect([both.isOver, both.toldAt]).toEqual([true, 20])
  })

  it('is told by no departure: the last one that stayed counts', () => {
    const one = awaited()
    one.onEvent(1, DONE, 10)
    one.forget(2)
    expect([one.isOver, one.toldAt]).toEqual([true, 10])
  })

  it('is told by nobody where all went before', () => {
    const none = awaited()
    none.forget(1)
    none.forget(2)
    none.onEvent(1, DONE, 10)
    expect([none.isOver, none.toldAt]).toEqual([true, undefined])
  })
})
