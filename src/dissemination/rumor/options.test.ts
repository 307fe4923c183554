import { describe, expect, it } from 'vitest'
import { RUMOR_DEFAULTS, type RumorOptions, rumorOptions } from './options.ts'

describe('the options of rumour mongering', () => {
  it('are the defaults with what was given', () => {
    expect(rumorOptions()).toEqual(RUMOR_DEFAULTS)
    expect(rumorOptions({ k: 2, mode: 'pull' })).toEqual({ ...RUMOR_DEFAULTS, k: 2, mode: 'pull' })
  })

  it('let a node take more calls where each makes more', () => {
    expect(rumorOptions({ fanout: 5 }).answerLimit).toBe(80)
    expect(rumorOptions({ fanout: 5, answerLimit: 2 }).answerLimit).toBe(2)
  })

  it.each<[Partial<RumorOptions>, string]>([
    [{ mode: 'shout' as 'push' }, 'rumor.mode is shout, but must be one of push, pull, push-pull'],
    [{ k: 0 }, 'rumor.k is 0'],
    [{ fanout: 1.5 }, 'rumor.fanout is 1.5'],
    [{ stop: 'infect-and-die' }, 'rumor.mode is push-pull, but must be push where'],
    [{ stop: 'median-counter', mode: 'push' }, 'rumor.mode is push, but must be push-pull where'],
    [{ mostKeptBytes: 100 }, 'rumor.mostKeptBytes is 100'],
    [{ cutOff: 1000 }, 'rumor.rememberMs is 120000, but must be at least twice'],
    [{ speed: 1 } as Partial<RumorOptions>, 'rumor.speed is 1'],
  ])('are refused where they make no sense: %o', (given, message) => {
    expect(() => rumorOptions(given)).toThrow(message)
  })

  it('may be a fraction of a peer by the law of Poisson', () => {
    expect(rumorOptions({ fanout: 1.5, fanoutLaw: 'poisson' }).fanout).toBe(1.5)
  })
})
