import { describe, expect, it } from 'vitest'
import { Rejoiner } from './rejoiner.ts'

/** A rejoiner in virtual time whose seeds answer, in a cluster that it is not alone in. */
class Setting {
  now = 0
  readonly joinedAt: number[] = []
  readonly rejoiner: Rejoiner
  #timers: { readonly dueAt: number; readonly action: () => void }[] = []

  constructor() {
    const target = {
      isAlone: () => false,
      joinSeeds: () => {
        this.joinedAt.push(this.now)
        return Promise.resolve({ joined: ['seed'], failed: [] })
      },
      later: (delayMs: number, action: () => void) => {
        const timer = { dueAt: this.now + delayMs, action }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter((other) => other !== timer)
        }
      },
      jitter: () => 0.5,
    }
    this.rejoiner = new Rejoiner(target, () => {})
  }

  async advance(ms: number): Promise<void> {
    for (const until = this.now + ms; this.now < until; this.now += 100) {
      for (const timer of this.#timers.filter(({ dueAt }) => dueAt <= this.now)) {
        this.#timers = this.#timers.filter((other) => other !== timer)
        timer.action()
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

describe('a rejoiner', () => {
  it('looks at its seeds every 30 s', async () => {
    const setting = new Setting()
    setting.rejoiner.start()
    await setting.advance(65_000)
    expect(setting.joinedAt).toEqual([0, 30_000, 60_000])
    setting.rejoiner.stop()
    await setting.advance(60_000)
    expect(setting.joinedAt).toHaveLength(3)
  })

  it('that is told to hurry all the time does so after 5 s all the same', async () => {
    const setting = new Setting()
    setting.rejoiner.start()
    await setting.advance(1000)
    for (let i = 0; i < 7; i++) {
      setting.rejoiner.hurry()
      await setting.advance(1000)
    }
    expect(setting.joinedAt).toEqual([0, 6000])
  })
})
