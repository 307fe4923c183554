import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_AHEAD, SenderLog } from './sender-log.ts'

function logOf(...sequences: number[]): SenderLog {
  const log = new SenderLog(1, 't', 7, 0, 0)
  for (const sequence of sequences) log.add(sequence, sequence)
  return log
}

describe('the log of an author', () => {
  it('knows what it has and what it lacks, in whatever order posts come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 })), (sequences) => {
        const log = logOf(...sequences)
        const greatest = Math.max(0, ...sequences)
        const missing = Array.from({ length: greatest }, (_, i) => i + 1).filter((n) => !sequences.includes(n))
        const told = log
          .holes(99)
          .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
        expect(told).toEqual(missing)
        expect(log.through).toBe((missing[0] ?? greatest + 1) - 1)
        expect(log.hasHoles).toBe(missing.length > 0)
        for (const sequence of sequences) expect(log.has(sequence)).toBe(true)
        for (const sequence of missing) expect(log.has(sequence)).toBe(false)
        expect(log.state()).toMatchObject({ through: log.through, greatest })
      }),
    )
  })

  it('gives up the first hole only, or all before a number', () => {
    const log = logOf(1, 3, 4, 7)
    expect(log.giveUp(50)).toEqual([{ first: 2, last: 2 }])
    expect([log.through, log.holeSince]).toEqual([4, 50])
    log.note(20, 60)
    expect(log.giveUp(70, 10)).toEqual([
      { first: 5, last: 6 },
      { first: 8, last: 9 },
    ])
    expect([log.through, log.holes(9)]).toEqual([9, [{ first: 10, last: 20 }]])
  })

  it('remembers since when its first hole is open', () => {
    const log = logOf(1)
    log.add(3, 100)
    expect(log.holeSince).toBe(100)
    log.add(5, 200)
    expect(log.holeSince).toBe(100)
    log.add(2, 300) // now 4 is the first
    expect(log.holeSince).toBe(300)
  })

  it('takes a post once that was on its way when the log began', () => {
    const log = new SenderLog(1, 't', 7, 5, 0)
    expect([log.has(4), log.takeEarly(4), log.takeEarly(4), log.takeEarly(6)]).toEqual([true, true, false, false])
    log.add(4, 0)
    expect([log.through, log.hasHoles, log.state().greatest]).toEqual([5, false, 5])
  })

  it('says what is too far behind, however far somebody claims to be', () => {
    const log = logOf(1)
    log.note(MOST_AHEAD + 1, 0)
    expect(log.tooFarBehind).toBeUndefined()
    log.note(2 ** 50, 0)
    expect(log.tooFarBehind).toBe(2 ** 50 - MOST_AHEAD + 1)
    expect(log.giveUp(0, log.tooFarBehind)).toEqual([{ first: 2, last: 2 ** 50 - MOST_AHEAD }])
    expect(log.tooFarBehind).toBeUndefined()
  })
})
