import { afterEach, describe, expect, it, vi } from 'vitest'
import { contextOf } from './command-context.ts'

afterEach(() => vi.unstubAllEnvs())

function addressOf(http: string | undefined, variable: string | undefined): string {
  vi.stubEnv('HEARSAY_HTTP_ADDR', variable)
  return contextOf(http === undefined ? {} : { http }).client.address
}

describe('the agent that a command asks', () => {
  it('is that of the flag, else of the variable, else the usual one', () => {
    expect(addressOf('127.0.0.1:1', '127.0.0.1:2')).toBe('127.0.0.1:1')
    expect(addressOf(undefined, '127.0.0.1:2')).toBe('127.0.0.1:2')
    expect(addressOf(undefined, undefined)).toBe('127.0.0.1:8500')
  })

  it('is the usual one if the variable is empty', () => {
    expect(addressOf(undefined, '')).toBe('127.0.0.1:8500')
  })

  it('may be written as the start of a URL', () => {
    expect(addressOf('http://127.0.0.1:1/', undefined)).toBe('127.0.0.1:1')
    expect(addressOf(undefined, 'http://[::1]:2')).toBe('[::1]:2')
  })
})

describe('the output of a command', () => {
  it('is JSON where it is asked for', () => {
    expect(contextOf({ json: true }).output.mode).toBe('json')
  })
})
