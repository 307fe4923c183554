import { describe, expect, it } from 'vitest'
import { parseAddress } from './address.ts'

describe('an address', () => {
  it('has a host, a port, and perhaps a name', () => {
    expect(parseAddress('127.0.0.1:7946')).toEqual({ host: '127.0.0.1', port: 7946 })
    expect(parseAddress('[::1]:80')).toEqual({ host: '::1', port: 80 })
    expect(parseAddress('::1', 7946)).toEqual({ host: '::1', port: 7946 })
    expect(parseAddress('web-1.example:1')).toEqual({ host: 'web-1.example', port: 1 })
    expect(parseAddress('a/127.0.0.1:5')).toEqual({ host: '127.0.0.1', port: 5, node: 'a' })
    expect(parseAddress('seed', 7946)).toEqual({ host: 'seed', port: 7946 })
  })

  it('that cannot be one is refused with what it should be', () => {
    for (const text of ['', ':7946', 'host:', 'host:99999', 'host:x', 'a b:1', 'host']) {
      expect(() => parseAddress(text)).toThrow(/is not an address: write HOST:PORT/)
    }
  })
})
