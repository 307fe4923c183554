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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
