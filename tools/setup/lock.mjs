import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, readIfThere } from './root.mjs'
import { say } from './say.mjs'

/** The folder whose making is the lock. */
export const LOCK = join(tmpdir(), `hearsay-${createHash('sha256').update(ROOT).digest('hex').slice(0, 16)}.lock`)
const POLL_MS = 100
const GIVE_UP_MS = 600_000

/** Does `work` while no other process sets up the same folder. */
export async function alone(work) {
  await acquire()
  try {
    return await work()
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

async function acquire() {
  const deadline = Date.now() + GIVE_UP_MS
  for (let tries = 0; !take(); tries++) {
    if (tries === 10) say('waiting for another set-up of this folder…')
    if (Date.now() > deadline)
      throw new Error(`another process has been setting up for ten minutes; if not, remove ${LOCK}*`)
    if (isStale()) removeStale()
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function take() {
  try {
    mkdirSync(LOCK)
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  writeFileSync(join(LOCK, 'pid'), String(process.pid))
  return true
}

/** One at a time, and after another look: whoever was quicker may hold a lock of his own by now. */
function removeStale() {
  const guard = `${LOCK}.stale`
  try {
    mkdirSync(guard)
  } catch {
    return
  }
  if (isStale()) rmSync(LOCK, { recursive: true, force: true })
  rmSync(guard, { recursive: true, force: true })
}

/** Whether the holder is gone. A lock without a pid is being taken right now. */
function isStale() {
  const pid = Number(readIfThere(join(LOCK, 'pid')))
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}
