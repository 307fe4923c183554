import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHostPort, formatIp, isLoopback, isUnspecified, normaliseIp, parseIp } from './ip.ts'

const v6 = fc
  .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff })), { minLength: 8, maxLength: 8 })
  .map((groups) => Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255])))

describe('IP addresses', () => {
  it('come back from their text', () => {
    const any = fc.oneof(fc.uint8Array({ minLength: 4, maxLength: 4 }), v6)
    fc.assert(
      fc.property(any, (bytes) => {
        const text = formatIp(bytes)
        expect(isIP(text)).toBe(bytes.length === 4 ? 4 : 6)
        expect(parseIp(text)).toEqual(normaliseIp(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('are written as the platform writes them (RFC 5952)', () => {
    fc.assert(
      fc.property(v6, (bytes) => {
        fc.pre(normaliseIp(bytes)?.length === 16)
        const host = new URL(`http://[${formatIp(bytes)}]/`).hostname
        expect(`[${formatIp(bytes)}]`).toBe(host)
      }),
    )
    const texts = ['::', '::1', '1::', 'fe80::1', '2001:db8::1:0:0:1', '2001:db8:0:1:1:1:1:1', '1:0:0:2::3']
    for (const text of texts) expect(formatIp(parseIp(text) as Uint8Array)).toBe(text)
  })

  it('of IPv6 that only wrap IPv4 are IPv4', () => {
    expect(parseIp('::ffff:10.1.2.3')).toEqual(Uint8Array.of(10, 1, 2, 3))
    expect(parseIp('::ffff:a01:203')).toEqual(Uint8Array.of(10, 1, 2, 3))
    expect(parseIp('::fffe:10.1.2.3')).toHaveLength(16)
    expect(normaliseIp(new Uint8Array(5))).toBeUndefined()
  })

  it('are told from what only looks like one, as the platform tells them', () => {
    const nearly = fc.array(fc.constantFrom('0', '1', '255', '256', '01', 'ffff', 'g', '.', ':', '::', '12345'), {
      maxLength: 17,
    })
    fc.assert(
      fc.property(nearly, (parts) => {
        const text = parts.join('')
        expect(parseIp(text) !== undefined).toBe(isIP(text) !== 0)
      }),
      { numRuns: 3000 },
    )
    const strange = ['', ':', ':::', '1:::2', '1::2::3', '1.2.3', '1.2.3.4.5', '::1.2.3.4:5', '1:2:3:4:5:6:7', '::1%lo']
    for (const text of strange) expect(parseIp(text)).toBeUndefined()
  })

  it('know the loopback and the unspecified address', () => {
    for (const text of ['127.0.0.1', '127.9.9.9', '::1']) expect(isLoopback(parseIp(text) as Uint8Array)).toBe(true)
    for (const text of ['128.0.0.1', '::2', '::']) expect(isLoopback(parseIp(text) as Uint8Array)).toBe(false)
    for (const text of ['0.0.0.0', '::']) expect(isUnspecified(parseIp(text) as Uint8Array)).toBe(true)
    expect(isUnspecified(parseIp('0.0.0.1') as Uint8Array)).toBe(false)
  })

  it('are joined to a port with brackets where they need them', () => {
    expect(formatHostPort('10.0.0.1', 7946)).toBe('10.0.0.1:7946')
    expect(formatHostPort('::1', 7946)).toBe('[::1]:7946')
  })
})
