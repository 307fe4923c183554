import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { SweepError } from '../plan/sweep-error.ts'

/**
 * Keeps a second process from writing the same file. A lock that a dead process of this machine left is taken over.
 * @returns what gives the lock back
 * @throws SweepError while somebody else has it
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`
  const release = (): void => rmSync(lock, { force: true })
  if (create(lock)) return release
  const owner = readOwner(lock)
  if (owner === undefined || isGone(owner)) {
    release()
    if (create(lock)) return release
  }
  const who = owner ? `process ${owner}` : 'a process that has only just begun'
  throw new SweepError(path, `is being written by ${who}; if that is gone, remove ${lock}`)
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}@${hostname()}`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new SweepError(lock, `cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

/** @returns undefined if it was given back meanwhile; nothing as long as its owner has not written its name yet */
function readOwner(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8').slice(0, 300)
  } catch {
    return undefined
  }
}

/** Of processes on other machines nobody can tell. */
function isGone(owner: string): boolean {
  const [pid, host] = owner.split('@')
  if (host !== hostname() || !/^\d+$/.test(pid ?? '')) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
