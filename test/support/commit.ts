import { execFileSync } from 'node:child_process'

/** The commit of the working tree, or "unknown" where there is no git. */
export function commitId(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return 'unknown'
  }
}
