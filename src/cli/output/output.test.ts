import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { EventLine } from '../../agent/index.ts'
import type { Member } from '../../node/api.ts'
import { describeEvent, describeTags, timeOfDay } from './describe.ts'
import { Output, outputMode } from './output.ts'
import { terminalSize } from './terminal-size.ts'
import { wrapText } from './wrap-text.ts'
import { describeProgress } from './progress-line.ts'

function written(mode: 'human' | 'tsv' | 'json', act: (output: Output) => void): string {
  let text = ''
  act(new Output(mode, (more) => (text += more)))
  return stripVTControlCharacters(text) // colours depend on where the test runs
}

const HEADER = ['NAME', 'TAGS']
const ROWS = [
  ['a', 'role=web'],
  ['longer\tname', ''],
]

describe('the output of a command', () => {
  it('is a table with a header on a terminal', () => {
    const lines = written('human', (output) => output.rows(HEADER, ROWS)).split('\n')
    expect(lines[0]).toMatch(/NAME {2,}.*TAGS/)
    expect(lines[1]).toMatch(/^a {2,}role=web$/)
    expect(lines).toHaveLength(4)
  })

  it('is tabs without a header elsewhere, and a tab in a name stays inside its cell', () => {
    expect(written('tsv', (output) => output.rows(HEADER, ROWS))).toBe('a\trole=web\nlonger\\u0009name\t\n')
  })

  it('is JSON where it was asked for, whatever the terminal', () => {
    expect([outputMode(true, true), outputMode(false, true), outputMode(false, false)]).toEqual([
      'json',
      'human',
      'tsv',
    ])
    expect(written('json', (output) => output.json({ a: 1 }))).toBe('{"a":1}\n')
  })
})

describe('words for people', () => {
  it('sort tags by key', () => {
    expect(describeTags({ zone: 'a', role: 'web' })).toBe('role=web, zone=a')
  })

  it('say what happened, and let nothing act on the terminal', () => {
    const member = { name: 'web\u001b[1m', address: '10.0.0.1:7946' } as Member
    const event = { name: 'deploy', ltime: 1, coalesce: false, payload: 'djE=', text: 'v1' }
    expect(describeEvent({ type: 'fail', at: 0, member })).toBe('fail     web\\u001b[1m (10.0.0.1:7946)')
    expect(describeEvent({ type: 'event', at: 0, event })).toBe('event    deploy v1')
    expect(describeEvent({ type: 'event', at: 0, event: { ...event, text: null } })).toBe('event    deploy (djE=)')
    expect(describeEvent({ type: 'gap', at: 0, missed: 3 })).toBe('gap      3 events were missed')
    const unheardOf = { type: 'moved', at: 0 } as unknown as EventLine // of a newer agent
    expect(describeEvent(unheardOf)).toBe('moved')
  })

  it('tell the time to the millisecond', () => {
    expect(timeOfDay(Date.now())).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/)
  })

  it('say how far something is, and how long it will take', () => {
    expect(describeProgress({ done: 60, points: 100, resumed: 20 }, 4000)).toBe(
      '60 of 100 points, 60 %, 10/s, 4 s to go',
    )
    expect(describeProgress({ done: 0, points: 100, resumed: 0 }, 0)).toBe('0 of 100 points, 0 %')
    expect(describeProgress({ done: 0, points: 0, resumed: 0 }, 0)).toBe('0 of 0 points, 100 %')
  })
})

describe('the size of a terminal', () => {
  it('is what it tells, or the usual one where it tells nothing', () => {
    expect(terminalSize({ rows: 50, columns: 132 })).toEqual({ rows: 50, columns: 132 })
    expect(terminalSize({ rows: 0, columns: 0 })).toEqual({ rows: 24, columns: 80 })
    expect(terminalSize({})).toEqual({ rows: 24, columns: 80 })
  })
})

describe('wrapped text', () => {
  it('breaks between words, never within one', () => {
    expect(wrapText('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrapText('a incomprehensible b', 5)).toEqual(['a', 'incomprehensible', 'b'])
    expect(wrapText('', 5)).toEqual([''])
  })
})
