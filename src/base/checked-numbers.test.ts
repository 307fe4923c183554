import { describe, expect, it } from 'vitest'
import { OptionError } from './option-error.ts'
import { checkedNumbers } from './checked-numbers.ts'

interface Options {
  readonly size: number
  readonly pauseMs: number
}

const DEFAULTS: Options = { size: 3, pauseMs: 0 }
const LIMITS = { size: { least: 1, most: 9, whole: true }, pauseMs: { least: 0, most: Number.POSITIVE_INFINITY } }

function check(given: unknown): Options {
  return checkedNumbers('Box', DEFAULTS, LIMITS, given as Partial<Options>)
}

describe('settings that are numbers', () => {
  it('override the defaults, and undefined leaves the default', () => {
    expect(check({ size: 4, pauseMs: undefined })).toEqual({ size: 4, pauseMs: 0 })
    expect(check({ pauseMs: Number.POSITIVE_INFINITY })).toEqual({ size: 3, pauseMs: Number.POSITIVE_INFINITY })
  })

  it.each([
    [{ size: 0 }, 'Box.size is 0, but must be an integer from 1 to 9'],
    [{ size: 2.5 }, 'Box.size is 2.5, but must be an integer from 1 to 9'],
    [{ size: '4' }, 'Box.size is 4, but must be an integer from 1 to 9'],
    [{ pauseMs: Number.NaN }, 'Box.pauseMs is NaN, but must be a number from 0 to Infinity'],
    [{ sise: 4 }, 'Box.sise is 4, but must be a known setting (did you mean "size"?): size, pauseMs'],
    [{ constructor: 1 }, 'Box.constructor is 1, but must be a known setting'],
  ])('that are wrong are named: %o', (given, message) => {
    expect(() => check(given)).toThrow(message)
    expect(() => check(given)).toThrow(OptionError)
  })
})
