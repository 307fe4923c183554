import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { countUpTo, positiveNumber, seedNumber, shareAboveZero, timerMs, timerSeconds } from './numbers.ts'

/** What it makes of each text; undefined where it refuses. */
function results(read: (text: string) => number, ...texts: string[]): (number | undefined)[] {
  return texts.map((text) => {
    try {
      return read(text)
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidArgumentError)
      return undefined
    }
  })
}

describe('the number of an option', () => {
  it('above zero may be any that is finite', () => {
    expect(results(positiveNumber, '0.5', '20', '1e3')).toEqual([0.5, 20, 1000])
    expect(results(positiveNumber, '', ' ', '0', '-1', 'five', 'Infinity', '1e999', 'NaN')).toEqual(
      new Array(8).fill(undefined),
    )
  })

  it('that is a time in seconds is one that a timer can wait, in whole ms', () => {
    expect(results(timerSeconds, '0.0005', '20', '2147483').map((value) => value && timerMs(value))).toEqual([
      1, 20_000, 2_147_483_000,
    ])
    expect(results(timerSeconds, '', '0', '-1', '2147484', '1e300', 'NaN')).toEqual(new Array(6).fill(undefined))
  })

  it('that counts is whole, and not more than there may be', () => {
    expect(results(countUpTo(50), '1', '50')).toEqual([1, 50])
    expect(results(countUpTo(50), '', '0', '51', '-1', '1.5', 'many')).toEqual(new Array(6).fill(undefined))
    expect(() => countUpTo(50)('51')).toThrow('It must be a whole number from 1 to 50.')
  })

  it('that is a seed is one that a double holds exactly', () => {
    expect(results(seedNumber, '0', '7', '9007199254740991')).toEqual([0, 7, Number.MAX_SAFE_INTEGER])
    expect(results(seedNumber, '', '-1', '1.5', '0x10', '1e3', '9007199254740993')).toEqual(
      new Array(6).fill(undefined),
    )
  })

  it('that is a share is above zero and at most one', () => {
    expect(results(shareAboveZero, '1', '0.01')).toEqual([1, 0.01])
    expect(results(shareAboveZero, '', '0', '-0.1', '1.01', 'half')).toEqual(new Array(5).fill(undefined))
  })
})
