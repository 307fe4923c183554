import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ensurePeers } from '../peers.mjs'
import { runTests } from './run-tests.mjs'
import { ensureBuilt } from './compile.mjs'
import { alone } from './lock.mjs'
import { ensurePackages } from './packages.mjs'
import { at, filesBelow, ROOT } from './root.mjs'
import { say } from './say.mjs'

process.chdir(ROOT)

/** What each npm script does. */
export const commands = {
  async start(args) {
    await prepare('dist')
    await hand('dist/cli/main.js', ['up', ...args])
  },
  async test(args) {
    await prepare('dist')
    await ensurePeers()
    process.exitCode = await runTests(args)
  },
  async verify(args) {
    await prepare('dist')
    await prepare('tools')
    await ensurePeers()
    await hand('.build/tools/verify.js', args)
  },
  async bench([name, ...args]) {
    await prepare('dist')
    await prepare('tools')
    const script = `.build/bench/${name}.js`
    if (name !== undefined && existsSync(at(script))) return hand(script, args)
    const programs = filesBelow('bench').filter((file) => file.endsWith('.ts'))
    const names = programs.map((file) => file.slice('bench/'.length, -'.ts'.length))
    process.stderr.write(`usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ')}\n`)
    process.exitCode = 2
  },
  async tidy(args) {
    await prepare('dist')
    await prepare('tools')
    await hand('.build/tools/tidy.js', args)
  },
  async build() {
    if (!(await prepare('dist'))) process.exitCode = 1
  },
}

/** Packages and one build. Type errors are told, and fail the tests' type check; here what was emitted is run. */
async function prepare(target) {
  try {
    return await alone(async () => {
      await ensurePackages()
      const clean = await ensureBuilt(target)
      if (!clean) say('there are type errors, above; going on with what was emitted')
      return clean
    })
  } catch (error) {
    say(error.message)
    process.exit(1)
  }
}

/** Goes on as another program, in this process: signals, standard streams and the exit code are then its own. */
async function hand(script, args) {
  process.argv = [process.execPath, at(script), ...args]
  await import(pathToFileURL(at(script)).href)
}
