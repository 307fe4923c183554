import { describe, expect, it } from 'vitest'
import { jsonLines } from './json-lines.ts'

async function read(...chunks: Uint8Array[]): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of jsonLines(chunks)) values.push(value)
  return values
}

describe('lines of JSON', () => {
  const bytes = Buffer.from('{"a":"grüß"}\n\n[1]\n{"torn"')

  it('are read however they are cut, even within a letter', async () => {
    for (let at = 0; at <= bytes.length; at++)
      expect(await read(bytes.subarray(0, at), bytes.subarray(at))).toEqual([{ a: 'grüß' }, [1]])
  })

  it('are none where there is nothing', async () => {
    expect(await read()).toEqual([])
  })

  it('that are no JSON are an error', async () => {
    await expect(read(Buffer.from('{"a":1}\nnonsense\n'))).rejects.toThrow(SyntaxError)
  })
})
