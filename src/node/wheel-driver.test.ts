import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { RunningClock } from './running-clock.ts'
import { WheelDriver } from './wheel-driver.ts'

function block(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until) {
    // the event loop stands still
  }
}

interface Seen {
  readonly fired: number[]
  readonly lags: number[]
}

function driver(): { driver: WheelDriver; seen: Seen } {
  const seen: Seen = { fired: [], lags: [] }
  const target = {
    onTimer: (kind: number) => seen.fired.push(kind),
    onLag: (ms: number) => seen.lags.push(ms),
    afterTimers: () => {},
  }
  return { driver: new WheelDriver(target), seen }
}

describe('a running clock', () => {
  it('does not count the time for which it was stopped', () => {
    let real = 1000
    const clock = new RunningClock(() => real)
    real += 50
    expect(clock.now()).toBe(50)
    real += 2000
    expect(clock.freezeAt(60)).toBe(1990)
    expect(clock.now()).toBe(60)
    real += 5
    clock.thaw()
    expect(clock.now()).toBe(60)
    real += 10
    expect(clock.now()).toBe(70)
  })
})

describe('the driver of the timing wheel', () => {
  it('fires timers in their order, by one timer of the system', async () => {
    const { driver: wheel, seen } = driver()
    wheel.setTimer(30, 3, 0)
    wheel.setTimer(10, 1, 0)
    wheel.clearTimer(wheel.setTimer(15, 9, 0))
    wheel.setTimer(20, 2, 0)
    await sleep(80)
    expect(seen.fired).toEqual([1, 2, 3])
    wheel.close()
  })

  it('waits for a timer that is further off than the system’s timers reach', async () => {
    const { driver: wheel, seen } = driver()
    const warnings: string[] = []
    const onWarning = ({ name }: Error): void => void warnings.push(name)
    process.on('warning', onWarning)
    wheel.setTimer(0x80000000, 1, 0)
    await sleep(30)
    process.off('warning', onWarning)
    expect([seen, warnings]).toEqual([{ fired: [], lags: [] }, []])
    wheel.close()
  })

  it('tells of a blocked event loop, and takes the lost time off the clock', async () => {
    const { driver: wheel, seen } = driver()
    wheel.setTimer(20, 1, 0)
    const before = wheel.now()
    block(400)
    await sleep(40)
    expect(seen.fired).toEqual([1])
    expect(seen.lags).toHaveLength(1)
    expect(seen.lags[0]).toBeGreaterThan(300)
    expect(wheel.now() - before).toBeLessThan(200)
    wheel.close()
  })

  it('reads what has arrived before it fires a timer that is late', async () => {
    const { driver: wheel, seen } = driver()
    wheel.setTimer(20, 1, 0)
    const order: string[] = []
    block(200)
    setImmediate(() => {
      wheel.onInput() // a packet that lay in the socket
      order.push(`input, ${seen.fired.length} fired`)
    })
    await sleep(40)
    expect(order).toEqual(['input, 0 fired'])
    expect(seen.fired).toEqual([1])
    wheel.close()
  })

  it('notices a pause from the first packet, if that comes before the timer', async () => {
    const { driver: wheel, seen } = driver()
    wheel.setTimer(20, 1, 0)
    block(200)
    wheel.onInput()
    expect(seen.lags).toHaveLength(1)
    expect(seen.fired).toEqual([])
    await sleep(40)
    expect(seen.fired).toEqual([1])
    wheel.close()
  })
})
