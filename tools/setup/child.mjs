import { spawn } from 'node:child_process'
import { ROOT } from './root.mjs'

/**
 * Runs a program to its end and answers its exit code (1 if a signal ended it or it could not start).
 * @param {{ stdout?: 'inherit' | 'stderr', timeoutMs?: number, env?: Record<string, string> }} options
 */
export function runChild(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', options.stdout === 'inherit' ? 'inherit' : 2, 'inherit'],
      shell: process.platform === 'win32' && program === 'npm',
      timeout: options.timeoutMs,
    })
    child.on('error', (error) => {
      process.stderr.write(`hearsay: cannot run ${program}: ${error.message}\n`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
