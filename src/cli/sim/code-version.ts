import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VERSION } from '../../agent/version.ts'

/** The package's folder. */
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Which code this is: "0.1.0", and in a working copy its commit too: "0.1.0+1a2b3c4d5e6f", "-dirty" if it was edited. */
export function codeVersion(): string {
  if (!existsSync(join(ROOT, '.git'))) return VERSION // installed: a commit would be that of whoever uses it
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*']
    const commit = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return `${VERSION}+${commit.trim()}`
  } catch {
    return VERSION // no git on this machine
  }
}
