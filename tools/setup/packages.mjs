import { writeFileSync } from 'node:fs'
import { runChild } from './child.mjs'
import { at, hashOf, readIfThere } from './root.mjs'
import { say } from './say.mjs'

const STAMP = 'node_modules/.hearsay-stamp'

/** Makes node_modules what package-lock.json says. */
export async function ensurePackages() {
  const wanted = hashOf(['package-lock.json'])
  if (readIfThere(at(STAMP)) === wanted) return
  if (!isInstalled()) {
    say('installing packages (npm ci)…')
    const code = await runChild('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn'])
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`)
  }
  writeFileSync(at(STAMP), wanted)
}

/** Whether what npm recorded in node_modules has the versions of the lockfile. */
function isInstalled() {
  const installed = packagesOf('node_modules/.package-lock.json')
  const locked = packagesOf('package-lock.json')
  if (installed === undefined || locked === undefined) return false
  return Object.entries(locked).every(([path, entry]) => {
    const found = installed[path]
    return path === '' || (found === undefined ? entry.optional === true : found.version === entry.version)
  })
}

function packagesOf(file) {
  const text = readIfThere(at(file))
  return text === undefined ? undefined : JSON.parse(text).packages
}
