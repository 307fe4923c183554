import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A path inside the project. */
export function at(...parts) {
  return join(ROOT, ...parts)
}

/** The text of a file, or undefined if it is not there. */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Files below a folder, relative to the project, sorted; none if the folder is not there. */
export function filesBelow(folder) {
  const found = []
  const pending = [at(folder)]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (statSync(next, { throwIfNoEntry: false }) === undefined) continue
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) pending.push(path)
      else found.push(relative(ROOT, path))
    }
  }
  return found.sort()
}

/** A hash of the names and contents of files. */
export function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(at(file)))
      .update('\0')
  return hash.digest('hex')
}
