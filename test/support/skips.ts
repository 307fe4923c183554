import type { TestContext } from 'vitest'
import { findPeer, missingPeer, type PeerProgram } from './peers.ts'

/** What a skip is called where it is a failure; undefined where tests may be skipped. */
export function forbiddenSkip(reason: string): string | undefined {
  return process.env['CI'] === 'true' ? `${reason} (with CI=true nothing may be skipped)` : undefined
}

/** The path of a program that a test needs. Without it the test ends here: skipped, or failed if that is forbidden. */
export function neededPeer(name: PeerProgram, context: TestContext): string {
  const path = findPeer(name)
  if (path !== undefined) return path
  const failure = forbiddenSkip(missingPeer(name))
  if (failure !== undefined) throw new Error(failure)
  return context.skip(missingPeer(name))
}
