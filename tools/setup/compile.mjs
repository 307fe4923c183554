import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { runChild } from './child.mjs'
import { at, filesBelow, hashOf, readIfThere } from './root.mjs'
import { say } from './say.mjs'

/** The two things that are compiled: what is published, and what the project runs itself. */
const TARGETS = {
  dist: { config: 'tsconfig.dist.json', out: 'dist', folders: ['src'], strip: 'src/', flags: [] },
  tools: {
    config: 'tsconfig.build.json',
    out: '.build',
    folders: ['src', 'test', 'tools', 'bench'],
    strip: '',
    flags: ['--isolatedDeclarations', 'false'],
  },
}

/**
 * Compiles a target if its sources have changed since.
 * @returns whether it is without type errors; with some, the JavaScript is there all the same
 */
export async function ensureBuilt(name) {
  const target = TARGETS[name]
  const sources = target.folders.flatMap(filesBelow).filter(isSource)
  const outputs = sources.map((file) => `${target.out}/${file.slice(target.strip.length).replace(/\.ts$/, '.js')}`)
  const stamp = at('node_modules', `.hearsay-${name}-stamp`)
  const wanted = hashOf([...sources, 'package-lock.json', 'tsconfig.json', target.config])
  if (readIfThere(stamp) === wanted && outputs.every((file) => existsSync(at(file)))) return true
  say(`compiling ${target.folders.join(', ')} to ${target.out}…`)
  const code = await runChild(process.execPath, [
    at('node_modules/typescript/bin/tsc'),
    '-p',
    target.config,
    ...target.flags,
  ])
  removeStale(target.out, new Set(outputs))
  const main = at('dist/cli/main.js')
  if (name === 'dist' && existsSync(main)) chmodSync(main, 0o755)
  if (code === 0) writeFileSync(stamp, wanted)
  return code === 0
}

function isSource(file) {
  return file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts')
}

/** A deleted source must not live on as a compiled file. */
function removeStale(out, outputs) {
  for (const file of filesBelow(out)) {
    if (file.startsWith('.build/docs/')) continue // the examples of the docs, see test/docs
    const script = file.replace(/(\.d\.ts|\.js\.map|\.js)$/, '.js')
    if (script.endsWith('.js') && !outputs.has(script)) rmSync(at(file))
  }
}
