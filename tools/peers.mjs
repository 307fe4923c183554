// The programs that hearsay is tested against, from Debian. Where it may, the test script installs them itself.
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runChild } from './setup/child.mjs'
import { at } from './setup/root.mjs'
import { say } from './setup/say.mjs'

/** Program and Debian package are called the same. */
export const PEERS = ['serf', 'prometheus-alertmanager', 'redis-server']

const POLICY = '/usr/sbin/policy-rc.d'
const FAILED_STAMP = at('node_modules', '.hearsay-peers-failed')
const APT_LIMIT_MS = 240_000

/** Where a program is, or undefined. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

/** Installs the peers that are missing if this process may, and says what it does. */
export async function ensurePeers() {
  const missing = PEERS.filter((name) => findProgram(name) === undefined)
  if (missing.length === 0) return
  const mayTry = process.env.CI === 'true' || !existsSync(FAILED_STAMP)
  if (process.getuid?.() === 0 && findProgram('apt-get') !== undefined && mayTry) await install(missing)
  const still = missing.filter((name) => findProgram(name) === undefined)
  if (still.length === 0) return
  say(
    `not installed: ${still.join(', ')}; tests against them are ${process.env.CI === 'true' ? 'failures' : 'skipped'}`,
  )
  say(`to have them: apt-get install ${still.join(' ')}`)
}

async function install(packages) {
  say(`installing ${packages.join(', ')} with apt-get, to test against…`)
  const restore = forbidServices()
  try {
    if ((await apt(['install', '--yes', '--no-install-recommends', ...packages])) === 0) return
    await apt(['update'])
    if ((await apt(['install', '--yes', '--no-install-recommends', ...packages])) === 0) return
    writeFileSync(FAILED_STAMP, '')
  } finally {
    restore()
  }
}

function apt(args) {
  const options = ['-q', '-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'DPkg::Lock::Timeout=60']
  return runChild('apt-get', [...options, ...args], {
    env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    timeoutMs: APT_LIMIT_MS,
  })
}

/** Debian starts a service when its package is installed, unless this policy says no. */
function forbidServices() {
  if (existsSync(POLICY)) return () => {}
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return () => rmSync(POLICY, { force: true })
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
