import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { SweepError } from '../plan/sweep-error.ts'

/** A container that is started again often has the same host and pid as before: only the run tells the two apart. */
const RUN = randomUUID()
const OURS = `${process.pid}@${hostname()} ${RUN}`

/**
 * Keeps a second process from writing the same file. A lock that a dead process of this machine left is taken over.
 * @returns what gives the lock back
 * @throws SweepError while somebody else has it
 */
export function lockFile(path: string): () => void {
  const lock = `${path}.lock`
  const release = (): void => {
    if (readOwner(lock) === OURS) rmSync(lock, { force: true })
  }
  if (create(lock)) return release
  const owner = readOwner(lock)
  if (owner === undefined || (isGone(owner) && takeAway(lock, owner))) {
    if (create(lock)) return release
  }
  throw new SweepError(path, `is being written by ${named(readOwner(lock))}; if that is gone, remove ${lock}`)
}

function named(owner: string | undefined): string {
  return owner ? `process ${owner.split(' ')[0]}` : 'a process that has only just begun'
}

function create(lock: string): boolean {
  try {
    writeFileSync(lock, OURS, { flag: 'wx' })
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

/**
 * Removes the lock of a dead owner. Another process may do the same at this moment and have the lock already: what turns
 * out not to be the dead one's is put back.
 * @returns whether nobody has the lock now, as far as can be told
 */
function takeAway(lock: string, dead: string): boolean {
  const aside = `${lock}.${RUN}`
  try {
    renameSync(lock, aside)
  } catch {
    return true // somebody else was quicker; who comes first makes the next one
  }
  const isDead = readOwner(aside) === dead
  if (!isDead) putBack(aside, lock)
  rmSync(aside, { force: true })
  return isDead
}

/** Unlike a rename this never replaces a lock that has been made meanwhile. */
function putBack(aside: string, lock: string): void {
  try {
    linkSync(aside, lock)
  } catch {
    // there is a lock, whoever made it
  }
}

/** Of processes on other machines nobody can tell. */
function isGone(owner: string): boolean {
  const [, pid, host, run] = /^(\d+)@(\S+)(?: (\S+))?$/.exec(owner) ?? []
  if (host !== hostname()) return false
  if (Number(pid) === process.pid) return run !== RUN
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
