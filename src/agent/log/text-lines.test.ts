import { describe, expect, it } from 'vitest'
import { TextLines } from './text-lines.ts'

describe('a log line for people', () => {
  it('has time, level, message and fields, and nothing that acts on the terminal', () => {
    const lines: string[] = []
    const log = new TextLines((line) => lines.push(line))
    log.write('{"level":"info","time":"2026-01-02T03:04:05.678Z","msg":"member joined","member":"web-1","n":3}\n')
    log.write('{"level":"warn","time":"t","msg":"x\\u001b[2J","member":"a b","peer":"10.0.0.1:7946"}')
    expect(lines).toEqual([
      '2026-01-02T03:04:05.678Z INFO  member joined member=web-1 n=3\n',
      't WARN  x\\u001b[2J member="a b" peer=10.0.0.1:7946\n',
    ])
  })
})
