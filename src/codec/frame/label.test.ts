import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireError } from '../wire-error.ts'
import { LABEL_HEADER, labelHeader, skipLabel } from './label.ts'

function outcome(bytes: Uint8Array, label: string): string | number {
  try {
    return skipLabel(bytes, labelHeader(label))
  } catch (error) {
    return (error as WireError).code
  }
}

describe('the label header', () => {
  it('is f4, the length and the label, or nothing at all', () => {
    expect([...labelHeader('ab')]).toEqual([LABEL_HEADER, 2, 0x61, 0x62])
    expect([...labelHeader('é')]).toEqual([LABEL_HEADER, 2, 0xc3, 0xa9])
    expect([...labelHeader('')]).toEqual([])
  })

  it('takes 255 bytes at most', () => {
    expect(labelHeader('x'.repeat(255))).toHaveLength(257)
    expect(() => labelHeader('x'.repeat(256))).toThrow(RangeError)
    expect(() => labelHeader('é'.repeat(128))).toThrow('255 bytes')
  })

  it('passes our own label, whatever follows', () => {
    const labels = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(labels, fc.uint8Array(), (label, rest) => {
        const header = labelHeader(label)
        if (label === '' && rest[0] === LABEL_HEADER) return
        expect(outcome(Uint8Array.of(...header, ...rest), label)).toBe(header.length)
      }),
    )
  })

  it('refuses another label, a longer and a shorter one, and none where there should be one', () => {
    for (const other of ['bb', 'a', 'aaa']) expect(outcome(labelHeader(other), 'aa')).toBe('ERR_FOREIGN_LABEL')
    expect(outcome(Uint8Array.of(0, 0x80), 'aa')).toBe('ERR_FOREIGN_LABEL')
    expect(outcome(new Uint8Array(0), 'aa')).toBe('ERR_FOREIGN_LABEL')
  })

  it('refuses a label where there should be none', () => {
    expect(outcome(labelHeader('aa'), '')).toBe('ERR_FOREIGN_LABEL')
  })

  it('refuses a broken header: cut, or of no bytes', () => {
    for (const label of ['', 'aa']) {
      expect(outcome(Uint8Array.of(LABEL_HEADER), label)).toBe('ERR_TRUNCATED')
      expect(outcome(Uint8Array.of(LABEL_HEADER, 2, 0x61), label)).toBe('ERR_TRUNCATED')
      expect(outcome(Uint8Array.of(LABEL_HEADER, 0), label)).toBe('ERR_BAD_PACKET')
    }
  })
})
