import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

/** @returns the lines, "…" for each that is too long */
function split(chunks: readonly Uint8Array[], most = 100): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter(
    most,
    (line) => lines.push(line),
    () => lines.push('…'),
  )
  for (const chunk of chunks) splitter.write(chunk)
  splitter.end()
  return lines
}

describe('lines', () => {
  it('are the same however the stream is cut, also within a character', () => {
    const text = '{"a":"ü"}\n\n{"b":"✓"}\n{"c":3}'
    fc.assert(
      fc.property(fc.array(fc.nat(Buffer.byteLength(text)), { maxLength: 8 }), (cuts) => {
        const bytes = Buffer.from(text)
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end))
        expect(split(chunks)).toEqual(['{"a":"ü"}', '{"b":"✓"}', '{"c":3}'])
      }),
    )
  })

  it('that are too long are left out and told of, and the next one is read', () => {
    const chunks = ['short\n', 'x'.repeat(60), 'x'.repeat(60), 'x'.repeat(60), '\nnext\n'].map((text) =>
      Buffer.from(text),
    )
    expect(split(chunks)).toEqual(['short', '…', 'next'])
  })
})
