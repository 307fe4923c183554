import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inProject, PROJECT } from './project.ts'
import { isCompiled } from './run-apart.ts'
import { runProgram } from './run-program.ts'

const COMPILER = inProject('node_modules/typescript/bin/tsc')
/** Types are checked elsewhere; without that, compiling everything takes a second. */
const FLAGS = ['-p', 'tsconfig.build.json', '--noCheck', '--sourceMap', 'false']

/**
 * Does something with a script compiled from the very sources that run. If these were not compiled, what lies in .build
 * may be older, or not there at all; then they are compiled to a folder that is removed afterwards.
 * @param path such as "test/swarm/scenarios-process.js"
 * @throws Error if it cannot be compiled
 */
export async function withCompiled<T>(
  path: string,
  signal: AbortSignal,
  use: (script: string) => Promise<T>,
): Promise<T> {
  if (isCompiled()) return use(inProject(`.build/${path}`))
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-compiled-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    const { code, stdout } = await runProgram(process.execPath, [COMPILER, ...FLAGS, '--outDir', folder], {
      cwd: PROJECT,
      signal,
    })
    if (code !== 0) throw new Error(`the sources do not compile: ${stdout.slice(-1000)}`)
    return await use(join(folder, path))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
