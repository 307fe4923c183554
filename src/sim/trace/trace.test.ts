import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJsonLines } from './json-lines.ts'
import { Recorder, TRACE, type TraceMode } from './recorder.ts'
import { TRACE_KINDS, type TraceEntry } from './trace-entry.ts'
import { TraceHash } from './trace-hash.ts'

type Row = readonly [tick: number, kind: number, node: number, peer: number, tag: number, size: number]

const rows: fc.Arbitrary<Row> = fc.tuple(
  fc.nat(2 ** 31 - 1),
  fc.nat(TRACE_KINDS.length - 1),
  fc.integer({ min: -1, max: 1000 }),
  fc.integer({ min: -1, max: 1000 }),
  fc.nat(255),
  fc.nat(65_535),
)

function hashOf(list: readonly Row[], mode: TraceMode = 'hash'): string {
  const recorder = new Recorder(mode)
  for (const row of list) recorder.record(...row)
  return recorder.hash
}

function hashOfWords(words: readonly number[]): string {
  const hash = new TraceHash()
  for (const word of words) hash.add(word)
  return hash.digits
}

describe('the trace hash', () => {
  it('has 16 hexadecimal digits, and may be asked at any time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (words) => {
        expect(hashOfWords(words)).toMatch(/^[0-9a-f]{16}$/)
      }),
    )
  })

  it('depends on every bit of every word and on their order', () => {
    const lists = fc.array(fc.integer(), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(31), (words, place, bit) => {
        const at = place % words.length
        const other = words.with(at, (words[at] as number) ^ (1 << bit))
        expect(hashOfWords(other)).not.toBe(hashOfWords(words))
        expect(hashOfWords([...words, 0])).not.toBe(hashOfWords(words))
      }),
    )
    expect(hashOfWords([1, 2])).not.toBe(hashOfWords([2, 1]))
  })

  it('gives 100,000 short traces 100,000 hashes', () => {
    expect(new Set(Array.from({ length: 100_000 }, (_, i) => hashOfWords([i, 0, 0]))).size).toBe(100_000)
  })

  it('keeps texts apart by where they end', () => {
    const hash = (...texts: readonly string[]): string => {
      const all = new TraceHash()
      for (const text of texts) all.addText(text)
      return all.digits
    }
    expect(new Set([hash('ab', 'c'), hash('a', 'bc'), hash('abc'), hash('abc', '')]).size).toBe(4)
  })

  it('never changes: recorded runs depend on it', () => {
    expect(hashOfWords([1, 2, 3])).toMatchInlineSnapshot(`"fba3518bfd111428"`)
  })
})

describe('the recorder', () => {
  it('hashes the same with and without the entries, and every column counts', () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 1, maxLength: 10 }), fc.nat(5), (list, column) => {
        expect(hashOf(list, 'full')).toBe(hashOf(list))
        const first = [...(list[0] as Row)] as [number, number, number, number, number, number]
        first[column] = (first[column] as number) + 1
        expect(hashOf([first, ...list.slice(1)])).not.toBe(hashOf(list))
      }),
    )
  })

  it('tells times apart that are 71 minutes apart, where 32 bits of microseconds end', () => {
    expect(hashOf([[5, 1, 1, 1, 1, 1]])).not.toBe(hashOf([[5 + 2 ** 32, 1, 1, 1, 1, 1]]))
  })

  it('keeps nothing if it is off, and no entries unless it is to keep all', () => {
    const kept = (['off', 'hash', 'full'] as const).map((mode) => {
      const recorder = new Recorder(mode)
      recorder.record(1500, TRACE.timer, 1, -1, 7, 0)
      recorder.recordEmit(1500, 1, 'news')
      return [recorder.entries.length, recorder.hash === new Recorder('off').hash]
    })
    expect(kept).toEqual([
      [0, true],
      [0, false],
      [2, false],
    ])
  })

  it('writes milliseconds, the kind’s name and the event’s type', () => {
    const recorder = new Recorder('full')
    recorder.record(1500, TRACE['datagram-lost'], 1, 2, 7, 90)
    recorder.recordEmit(2000, 1, 'news')
    expect(recorder.entries).toEqual([
      { at: 1.5, kind: 'datagram-lost', node: 1, peer: 2, tag: 7, size: 90 },
      { at: 2, kind: 'emit', node: 1, peer: -1, tag: 0, size: 0, event: 'news' },
    ])
  })
})

describe('JSON lines', () => {
  it('come back as the entries that they were', () => {
    fc.assert(
      fc.property(fc.array(rows), fc.string(), (list, event) => {
        const recorder = new Recorder('full')
        for (const row of list) recorder.record(...row)
        recorder.recordEmit(7, 3, event)
        const lines = toJsonLines(recorder.entries).split('\n')
        expect(lines.pop()).toBe('')
        expect(lines.map((line) => JSON.parse(line) as TraceEntry)).toEqual(recorder.entries)
      }),
    )
  })

  it('have their fields in one order, so that two runs can be compared', () => {
    const entry: TraceEntry = { size: 5, tag: 4, peer: 3, node: 2, kind: 'emit', at: 1, event: 'e' }
    expect(toJsonLines([entry])).toBe('{"at":1,"kind":"emit","node":2,"peer":3,"tag":4,"size":5,"event":"e"}\n')
    expect(toJsonLines([])).toBe('')
  })
})
