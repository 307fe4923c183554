import { describe, expect, it } from 'vitest'
import { bandText, intervalText, numberText, quantityText, wholeText } from './number-text.ts'

describe('numbers in words', () => {
  it('have four digits that count, and powers of ten where zeros would have to be counted', () => {
    const texts = [0, 1 / 3, 12.3456, 1234.5678, 0.00012345, 2.5e9, -0.00002].map(numberText)
    expect(texts).toEqual(['0', '0.3333', '12.35', '1234.568', '1.23e-4', '2.5e9', '-2e-5'])
  })

  it('keep all digits of what is round', () => {
    expect([4522.65, 11.885, 1e-5, 0, Number.NaN].map(wholeText)).toEqual(['4522.65', '11.885', '1e-5', '0', 'NaN'])
  })

  it('have units where there are any', () => {
    expect([quantityText(2, 's'), quantityText(2, undefined), quantityText(undefined, 's')]).toEqual(['2 s', '2', ''])
  })
})

describe('a band in words', () => {
  it('has as many digits as its ends need', () => {
    expect(bandText({ least: 11.885, most: 11.895 })).toBe('11.885 to 11.895')
    expect(bandText({ least: 0.7948121, most: 0.7988121 })).toBe('0.7948 to 0.7988')
    expect(bandText({ least: 0.00007, most: 0.00013 })).toBe('7e-5 to 1.3e-4')
    expect(bandText({ least: 300, most: 350 })).toBe('300 to 350')
  })

  it('may have one end, or none, or be a single number', () => {
    expect([bandText({ least: 2 }), bandText({ most: 5 }), bandText({})]).toEqual([
      'at least 2',
      'at most 5',
      'anything',
    ])
    expect(bandText({ least: 3, most: 3 })).toBe('3 to 3')
  })
})

describe('an interval in words', () => {
  it('is nothing where nothing is left to chance', () => {
    expect([intervalText({ value: 1, low: 0.5, high: 1.5 }), intervalText({ value: 1 })]).toEqual(['0.5 to 1.5', ''])
  })
})
