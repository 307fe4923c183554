import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { freePorts } from '../support/free-ports.ts'
import { HEARSAY } from '../support/project.ts'
import { extractExamples, firstMissing, onPorts, portsOf } from './extract.ts'

const run = promisify(execFile)
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Inside the project, so that "hearsay" is the package itself. */
const WORK = join(ROOT, '.build', 'docs')
const PAGES = ['README.md', ...markdownBelow('docs')]
const examples = PAGES.flatMap((page) => extractExamples(page, readFileSync(join(ROOT, page), 'utf8')))

let compiled: Promise<void> | undefined

describe('an example of the docs', () => {
  for (const [i, example] of examples.entries()) {
    it(`runs and prints what the page says: ${example.page}, line ${example.line}`, { timeout: 30_000 }, async () => {
      const { stdout, stderr } = await (example.language === 'sh'
        ? runShell(await onFreePorts(example.code))
        : runProgram(i))
      expect(stderr).toBe('')
      expect(firstMissing(example.output, stdout.split('\n')), `missing in:\n${stdout}`).toBeUndefined()
    })
  }

  it('is there', () => {
    expect(examples.map((example) => example.page)).toContain('README.md')
  })
})

describe('a link in the docs', () => {
  for (const page of PAGES.concat('CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md')) {
    it(`leads somewhere: ${page}`, () => {
      const text = readFileSync(join(ROOT, page), 'utf8')
      const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1] as string)
      expect(targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([])
    })
  }
})

describe('extracting examples', () => {
  it('takes marked blocks only, with the output that follows', () => {
    const text = 'a\n```ts\nno\n```\n```ts run\nyes\n```\nb\n```text output\n1\n2\n```\n```text\n3\n```\n'
    expect(extractExamples('p.md', text)).toEqual([
      { page: 'p.md', line: 5, language: 'ts', code: 'yes\n', output: ['1', '2'] },
    ])
  })

  it('finds the ports of loopback that an example names, to run it on others', () => {
    const code =
      'a --bind 127.0.0.1:17946 --http 127.0.0.1:18500 &\nb --join 127.0.0.1:17946 --bind 127.0.0.1:0 10.0.0.1:5'
    expect(portsOf(code)).toEqual(['17946', '18500'])
    expect(onPorts(code, [20001, 20002])).toBe(
      'a --bind 127.0.0.1:20001 --http 127.0.0.1:20002 &\nb --join 127.0.0.1:20001 --bind 127.0.0.1:0 10.0.0.1:5',
    )
  })

  it('wants the lines in order', () => {
    expect(firstMissing(['a', 'c'], ['a', 'b', 'c'])).toBeUndefined()
    expect(firstMissing(['c', 'a'], ['a', 'b', 'c'])).toBe('a')
  })
})

async function onFreePorts(code: string): Promise<string> {
  return onPorts(code, await freePorts(portsOf(code).length))
}

async function runProgram(i: number): Promise<{ stdout: string; stderr: string }> {
  await (compiled ??= compileExamples())
  return run(process.execPath, [join(WORK, 'out', `example-${i}.js`)], { timeout: 25_000 })
}

/** Runs commands with `hearsay` at hand, as after an installation; what the commands told people is left out. */
async function runShell(code: string): Promise<{ stdout: string; stderr: string }> {
  const bin = mkdtempSync(join(tmpdir(), 'hearsay-bin-'))
  try {
    symlinkSync(HEARSAY, join(bin, 'hearsay'))
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
    const { stdout } = await run('bash', ['-euc', `trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n${code}`], {
      cwd: bin, // what an example writes goes with it
      env,
      timeout: 25_000,
    })
    return { stdout, stderr: '' }
  } finally {
    rmSync(bin, { recursive: true })
  }
}

/** Type-checks the examples against the package as it is published, and makes them JavaScript. */
async function compileExamples(): Promise<void> {
  rmSync(WORK, { recursive: true, force: true })
  mkdirSync(WORK, { recursive: true })
  for (const [i, { language, code }] of examples.entries()) {
    if (language === 'ts') writeFileSync(join(WORK, `example-${i}.ts`), code)
  }
  const compilerOptions = {
    noEmit: false,
    declaration: false,
    isolatedDeclarations: false,
    rootDir: '.',
    outDir: 'out',
  }
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] }
  writeFileSync(join(WORK, 'tsconfig.json'), JSON.stringify(config))
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [tsc, '-p', WORK]).catch((error: { stdout: string }) => {
    throw new Error(`the examples do not compile:\n${error.stdout}`)
  })
}

function markdownBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .toSorted()
}
