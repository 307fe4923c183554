import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../../base/utf8.ts'
import { decodeTags, encodeTags } from './tags.ts'

describe('tags as meta', () => {
  it('come back as they were, whatever they are called', () => {
    const tags = [
      ['__proto__', ''],
      ['größe', '∞'],
      ['role', 'web'],
    ]
    expect(Object.entries(decodeTags(encodeTags(Object.fromEntries(tags) as Record<string, string>)))).toEqual(tags)
  })

  it('are none where there is no meta, as with a bare memberlist member', () => {
    expect(Object.keys(decodeTags(new Uint8Array(0)))).toEqual([])
  })

  it('are the role where meta is that of an old Serf', () => {
    expect({ ...decodeTags(encodeUtf8('db')) }).toEqual({ role: 'db' })
  })
})
