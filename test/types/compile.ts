import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** A complaint of the compiler. */
export interface Complaint {
  readonly line: number
  readonly text: string
}

/** Compiles programs against the sources, in a folder of their own that is removed afterwards. */
export async function compile(
  root: string,
  programs: Readonly<Record<string, string>>,
): Promise<Map<string, Complaint[]>> {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'hearsay-types-'))
  try {
    for (const [name, text] of Object.entries(programs)) writeFileSync(join(folder, `${name}.ts`), text)
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings(root, folder)))
    const output = await runCompiler(root, folder)
    return new Map(Object.keys(programs).map((name) => [name, complaintsOf(output, `${name}.ts`)]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function settings(root: string, folder: string): object {
  const base = relative(folder, root)
  return {
    extends: `${base}/tsconfig.json`,
    compilerOptions: {
      isolatedDeclarations: false,
      noUnusedLocals: false,
      noUnusedParameters: false,
      types: ['node'],
      typeRoots: [`${base}/node_modules/@types`],
      paths: { hearsay: [`${base}/src/index.ts`], 'hearsay/testing': [`${base}/src/testing/index.ts`] },
    },
    include: ['*.ts'],
  }
}

function runCompiler(root: string, folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const args = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--pretty', 'false', '-p', folder]
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    }
    child.once('error', reject)
    child.once('close', () => resolve(output))
  })
}

function complaintsOf(output: string, file: string): Complaint[] {
  const pattern = /^(?:.*\/)?([\w-]+\.ts)\((\d+),\d+\): error (.*)$/gm
  return [...output.matchAll(pattern)]
    .filter(([, name]) => name === file)
    .map(([, , line, text]) => ({ line: Number(line), text: text ?? '' }))
}
