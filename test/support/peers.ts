import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program from Debian that hearsay is tested against; its package has the same name. */
export type PeerProgram = 'serf' | 'prometheus-alertmanager' | 'redis-server'

/** The path of a peer program, or undefined if it is not installed. */
export function findPeer(name: PeerProgram): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** Why a test cannot run without the program: the text of a skip. */
export function missingPeer(name: PeerProgram): string {
  return `${name} is not installed (apt-get install ${name})`
}

/**
 * The path of a peer program for a test. Where it is missing the test is skipped by name, and with CI=true it fails.
 * @param context the vitest test's own context
 */
export function requirePeer(name: PeerProgram, context: { skip(note: string): never }): string {
  const path = findPeer(name)
  if (path !== undefined) return path
  if (process.env['CI'] === 'true') throw new Error(missingPeer(name))
  return context.skip(missingPeer(name))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
