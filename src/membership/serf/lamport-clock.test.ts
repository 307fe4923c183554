import { describe, expect, it } from 'vitest'
import { LamportClock, LATEST_WITNESSED } from './lamport-clock.ts'

describe('a Lamport clock', () => {
  it('is later than every time that it hears of', () => {
    const clock = new LamportClock()
    clock.witness(7)
    clock.witness(3)
    expect(clock.tick()).toBe(8)
    expect(clock.time).toBe(9)
  })

  it('cannot be driven to where no later time can be sent', () => {
    const clock = new LamportClock()
    clock.witness(Number.MAX_SAFE_INTEGER)
    expect(clock.time).toBe(1)
    clock.witness(LATEST_WITNESSED)
    const first = clock.tick()
    expect(clock.tick()).toBe(first + 1)
    expect(clock.time).toBeLessThan(Number.MAX_SAFE_INTEGER)
  })
})
