import { afterEach, expect, it, type TestContext, vi } from 'vitest'
import type { PeerProgram } from './peers.ts'
import { neededPeer } from './skips.ts'

const NOBODY = 'no-such-program' as PeerProgram

function skips(): string[] {
  const reasons: string[] = []
  neededPeer(NOBODY, { skip: (reason: string) => reasons.push(reason) } as unknown as TestContext)
  return reasons
}

afterEach(() => vi.unstubAllEnvs())

it('a test skips itself without the program that it needs', () => {
  vi.stubEnv('CI', '')
  expect(skips()).toHaveLength(1)
})

it('a test fails without the program that it needs where nothing may be skipped', () => {
  vi.stubEnv('CI', 'true')
  expect(skips).toThrow('nothing may be skipped')
})
