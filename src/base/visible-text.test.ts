import { describe, expect, it } from 'vitest'
import { visible } from './visible-text.ts'

describe('text for a terminal', () => {
  it('shows what would act', () => {
    expect(visible('web-1 \u{1f600} ok')).toBe('web-1 \u{1f600} ok')
    expect(visible('\u001b[2Jgone\r\n\t\u009b')).toBe('\\u001b[2Jgone\\u000d\\u000a\\u0009\\u009b')
    expect(visible('a\u202eb\u061cc')).toBe('a\\u202eb\\u061cc')
    expect(visible('a\udc80b\udc81')).toBe('a\\udc80b\\udc81')
  })
})
